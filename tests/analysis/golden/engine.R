# Reference values for tests/analysis, computed by R and its packages alone.
#
# Data, all public: `housing` of MASS as in housing.R (counts); `UCBAdmissions` and `Nile` of R's datasets; the 13 BCG vaccine
# trials (Colditz and others 1994, JAMA 271) as log risk ratios with their variances, from metafor's dat.bcg; two small sets of
# rows made up here. Only counts, rows made up here and results are kept.
# Run in this folder:  Rscript --vanilla engine.R
# Values made with R 4.2.2, MASS 7.3-58.2, coin 1.4-2, metafor 3.8-1, ordinal 2022.11-16, psych 2.2.9, rstatix 0.7.2,
# strucchange 1.5-3, survey 4.1-1. It writes engine_values.csv (method, case, field, value), values of one field in order.

suppressMessages({library(MASS); library(coin); library(metafor); library(ordinal); library(psych); library(rstatix); library(strucchange); library(survey)})

out <- list()
keep <- function(method, case, ...) {
  for (field in names(list(...))) {
    value <- as.vector(list(...)[[field]])
    out[[length(out) + 1]] <<- data.frame(method = method, case = case, field = field, value = sprintf("%.17g", value))
  }
}

factors <- c("Type", "Infl", "Cont")
tables <- lapply(setNames(factors, factors), function(f) xtabs(reformulate(c(f, "Sat"), "Freq"), housing))
rows_of <- function(counts) rep(1:3, counts)

# Two samples: the first two groups of each factor.
for (f in factors) {
  a <- rows_of(tables[[f]][1, ]); b <- rows_of(tables[[f]][2, ]); n1 <- length(a); n2 <- length(b)
  for (correct in c(TRUE, FALSE)) {
    t <- wilcox.test(a, b, exact = FALSE, correct = correct)
    keep("mann_whitney", paste(f, correct), statistic = t$statistic, p_value = t$p.value)
  }
  r <- rank(c(a, b)); r1 <- r[1:n1]; r2 <- r[-(1:n1)]; w1 <- rank(a); w2 <- rank(b)
  v1 <- sum((r1 - w1 - mean(r1) + (n1 + 1) / 2)^2) / (n1 - 1); v2 <- sum((r2 - w2 - mean(r2) + (n2 + 1) / 2)^2) / (n2 - 1)
  s <- n1 * n2 * (mean(r1) - mean(r2)) / (n1 + n2) / sqrt(n1 * v1 + n2 * v2)
  df <- (n1 * v1 + n2 * v2)^2 / ((n1 * v1)^2 / (n1 - 1) + (n2 * v2)^2 / (n2 - 1)); p <- (mean(r1) - (n1 + 1) / 2) / n2
  reach <- qt(0.975, df) * sqrt(v1 / (n1 * n2^2) + v2 / (n2 * n1^2))
  keep("brunner_munzel", f, statistic = s, df = df, estimate = p, p_value = 2 * pt(-abs(s), df), low = p - reach, high = p + reach)
  D <- sign(outer(a, b, "-")); d <- mean(D)
  v <- (n2^2 * sum((rowMeans(D) - d)^2) + n1^2 * sum((colMeans(D) - d)^2) - sum((D - d)^2)) / (n1 * n2 * (n1 - 1) * (n2 - 1))
  q <- qt(0.975, n1 + n2 - 2)
  limit <- (d - d^3 + c(-1, 1) * q * sqrt(v) * sqrt((1 - d^2)^2 + q^2 * v)) / (1 - d^2 + q^2 * v)
  keep("cliffs_delta", f, value = d, std_error = sqrt(v), low = limit[1], high = limit[2])
  data <- data.frame(y = c(a, b), g = factor(rep(1:2, c(n1, n2))))
  t <- coin::wilcox_test(y ~ g, data); keep("permutation_normal", f, statistic = statistic(t), p_value = pvalue(t))
}
small <- list(one = list(c(0, 1, 4), c(4, 1, 0)), two = list(c(3, 5, 9, 4), c(8, 7, 3, 2)), three = list(c(1, 0, 0, 2), c(6, 9, 7, 5)))
for (name in names(small)) {
  a <- rep(seq_along(small[[name]][[1]]), small[[name]][[1]]); b <- rep(seq_along(small[[name]][[2]]), small[[name]][[2]])
  t <- coin::wilcox_test(y ~ g, data.frame(y = c(a, b), g = factor(rep(1:2, c(length(a), length(b))))), distribution = "exact")
  keep("permutation_exact", name, statistic = statistic(t), p_value = pvalue(t))
}

# All pairs, means, trends.
for (f in factors) {
  counts <- tables[[f]]; k <- nrow(counts); n <- rowSums(counts)
  data <- data.frame(y = rep(rep(1:3, each = k), as.vector(counts)), g = factor(rep(rep(1:k, 3), as.vector(counts))))
  pairs <- combn(k, 2)
  for (adjust in c("holm", "BH")) {
    d <- dunn_test(data, y ~ g, p.adjust.method = adjust)
    # rstatix takes the second group minus the first.
    keep("dunn", paste(f, adjust), statistic = -d$statistic, p_value = d$p.adj)
  }
  r <- rank(data$y); N <- length(r); S2 <- (sum(r^2) - N * (N + 1)^2 / 4) / (N - 1); H <- kruskal.test(y ~ g, data)$statistic
  m <- tapply(r, data$g, mean)
  t <- apply(pairs, 2, function(p) (m[p[1]] - m[p[2]]) / sqrt(S2 * (N - 1 - H) / (N - k) * sum(1 / n[p])))
  keep("conover", f, statistic = t, p_value = p.adjust(2 * pt(-abs(t), N - k), "holm"))
  mu <- tapply(data$y, data$g, mean); va <- tapply(data$y, data$g, var) / n
  gh <- apply(pairs, 2, function(p) {
    se2 <- sum(va[p]); df <- se2^2 / sum(va[p]^2 / (n[p] - 1)); d <- mu[p[1]] - mu[p[2]]
    c(d, ptukey(abs(d) / sqrt(se2 / 2), k, df, lower.tail = FALSE), df, d / sqrt(se2))
  })
  keep("games_howell", f, difference = gh[1, ], p_value = gh[2, ], df = gh[3, ], statistic = gh[4, ])
  w <- oneway.test(y ~ g, data); keep("welch_anova", f, statistic = w$statistic, df = w$parameter, p_value = w$p.value)
  t <- prop.trend.test(counts[, 3], n); keep("trend", f, statistic = t$statistic, p_value = t$p.value)
}

# Models and strata.
fit <- clm(Sat ~ Infl + Type + Cont, weights = Freq, data = housing, control = clm.control(gradTol = 1e-12))
b <- c(fit$beta, fit$alpha); o <- c(names(fit$beta), names(fit$alpha)); V <- vcov(fit)[o, o]
keep("proportional_odds", "housing", coefficients = fit$beta, thresholds = fit$alpha, std_errors = sqrt(diag(V))[1:6], covariance = V, log_likelihood = logLik(fit))
cells <- xtabs(Freq ~ interaction(Infl, Type, Cont) + Sat, housing)
X <- model.matrix(~Infl + Type + Cont, expand.grid(Infl = levels(housing$Infl), Type = levels(housing$Type), Cont = levels(housing$Cont)))[, -1]
keep("design_matrix", "housing", cells = t(cells), design = t(X))
logits <- lapply(1:2, function(j) glm(cbind(rowSums(cells[, (j + 1):3, drop = FALSE]), rowSums(cells[, 1:j, drop = FALSE])) ~ X, family = binomial, control = list(epsilon = 1e-14)))
W <- function(i, j) { p <- sapply(logits, fitted); n <- rowSums(cells); n * (p[, max(i, j)] - p[, i] * p[, j]) }
XX <- cbind(1, X); bread <- function(j) solve(t(XX) %*% (XX * W(j, j)))
joint <- do.call(rbind, lapply(1:2, function(i) do.call(cbind, lapply(1:2, function(j) (bread(i) %*% (t(XX) %*% (XX * W(i, j))) %*% bread(j))[-1, -1]))))
gap <- coef(logits[[2]])[-1] - coef(logits[[1]])[-1]; D <- cbind(-diag(6), diag(6))
brant <- sum(gap * solve(D %*% joint %*% t(D), gap)); keep("brant_test", "housing", statistic = brant, df = 6, p_value = pchisq(brant, 6, lower.tail = FALSE))
mh <- mantelhaen.test(UCBAdmissions, correct = FALSE)
keep("mantel_haenszel", "admissions", tables = aperm(UCBAdmissions, c(2, 1, 3)), statistic = mh$statistic, p_value = mh$p.value, odds_ratio = mh$estimate, low = mh$conf.int[1], high = mh$conf.int[2])
three <- xtabs(Freq ~ Type + Sat + Infl, housing); cm <- mantelhaen.test(three)
long <- housing[rep(seq_len(nrow(housing)), housing$Freq), ]; long$y <- as.numeric(long$Sat)
keep("cmh", "housing", tables = aperm(three, c(2, 1, 3)), statistic = cm$statistic, df = cm$parameter, p_value = cm$p.value)
q <- independence_test(y ~ Type | Infl, long, teststat = "quadratic"); keep("cmh_mean_score", "housing", statistic = statistic(q), p_value = pvalue(q))
q <- coin::kruskal_test(y ~ Type | Infl, long); keep("blocked_pooled", "housing", statistic = statistic(q), p_value = pvalue(q))
ridit <- unsplit(lapply(split(long$y, long$Infl), function(y) rank(y) / (length(y) + 1)), long$Infl)
q <- independence_test(ridit ~ Type | Infl, cbind(long, ridit), teststat = "quadratic"); keep("blocked_ridit", "housing", statistic = statistic(q), p_value = pvalue(q))

# Reliability: six items of twelve people, some answers missing in the second set.
items <- matrix(c(5,4,4,5,3,4, 3,3,2,4,2,3, 4,4,5,4,4,4, 2,1,2,2,1,3, 5,5,4,5,5,4, 3,2,3,3,2,2, 4,5,4,3,4,5, 1,2,1,2,2,1, 4,3,4,4,3,3, 5,4,5,5,4,5, 2,3,2,3,3,2, 3,4,3,3,4,4), ncol = 6, byrow = TRUE)
holes <- items; holes[cbind(c(1, 4, 7, 9, 12), c(2, 5, 1, 6, 3))] <- NA
for (set in list(list("whole", items), list("holes", holes))) {
  x <- set[[2]]; C <- cov(x, use = "pairwise.complete.obs"); k <- ncol(x); n <- min(crossprod(!is.na(x)))
  keep("moments", set[[1]], rows = t(x), covariance = C)
  a <- k / (k - 1) * (1 - sum(diag(C)) / sum(C)); ci <- psych::alpha.ci(a, n, k)
  Q <- 2 * k^2 / ((k - 1)^2 * sum(C)^3) * (sum(C) * (sum(diag(C %*% C)) + sum(diag(C))^2) - 2 * sum(diag(C)) * sum(C %*% C))
  keep("cronbach_alpha", set[[1]], value = a, low = ci$lower.ci, high = ci$upper.ci, std_error = sqrt(Q / n))
}
C <- cov(items); s <- sqrt(diag(C)); f <- factanal(covmat = cov2cor(C), factors = 1, n.obs = 12, control = list(nstart = 5, opt = list(factr = 100)))
l <- f$loadings[, 1] * s; th <- f$uniquenesses * s^2; keep("mcdonald_omega", "whole", value = sum(l)^2 / (sum(l)^2 + sum(th)))
p <- suppressWarnings(psych::alpha(items)); keep("item_statistics", "whole", mean = p$item.stats$mean, std_dev = p$item.stats$sd, item_total = p$item.stats$raw.r, item_rest = p$item.stats$r.drop, alpha_if_deleted = p$alpha.drop$raw_alpha)
t <- t.test(rowMeans(cbind(items[, 1], rowMeans(items[, 2:3]), rowMeans(items[, 4:6])))); keep("composite", "whole", value = t$estimate, std_error = t$stderr, low = t$conf.int[1], high = t$conf.int[2])

# A design: three strata, seven clusters, one of them alone in its stratum.
d <- data.frame(y = c(1,0,1,1,0,1,1,0,1,1,1,0), x = c(3,5,4,2,1,5,3,4,2,6,3,1), w = c(1,2,1,3,2,2,1,1,4,2,3,1), s = c(1,1,1,1,2,2,2,2,2,3,3,3), c = c(1,1,2,2,3,3,4,5,5,6,6,6), g = c(1,1,2,2,1,2,1,2,1,2,1,2), N = c(4,4,4,4,9,9,9,9,9,3,3,3))
keep("design_rows", "toy", y = d$y, x = d$x, weights = d$w, strata = d$s, clusters = d$c, groups = d$g, fpc = d$N)
for (finite in c("none", "fpc")) for (lonely in c("adjust", "remove")) {
  options(survey.lonely.psu = lonely)
  des <- if (finite == "fpc") svydesign(~c, strata = ~s, weights = ~w, fpc = ~N, data = d) else svydesign(~c, strata = ~s, weights = ~w, data = d)
  case <- paste(finite, lonely); m <- svymean(~x, des, deff = "replace"); t <- svytotal(~x, des, deff = "replace"); r <- svyratio(~y, ~x, des, deff = "replace")
  keep("design_mean", case, value = coef(m), std_error = SE(m), design_effect = deff(m), low = confint(m, df = degf(des))[1], high = confint(m, df = degf(des))[2], df = degf(des))
  keep("design_total", case, value = coef(t), std_error = SE(t), design_effect = deff(t)); keep("design_ratio", case, value = coef(r), std_error = SE(r), design_effect = deff(r))
  p <- svyciprop(~y, des, method = "logit", df = degf(des)); keep("design_share", case, value = coef(p), low = confint(p)[1], high = confint(p)[2])
  b <- svyby(~x, ~g, des, svymean, deff = "replace"); keep("design_by", case, value = b$x, std_error = b$se, design_effect = b$DEff.x)
}
# Weights.
des <- svydesign(~1, weights = ~w, data = d)
ps <- postStratify(des, ~s, data.frame(s = 1:3, Freq = c(30, 50, 20))); keep("post_stratify", "toy", weights = weights(ps))
rk <- rake(des, list(~s, ~g), list(data.frame(s = 1:3, Freq = c(30, 50, 20)), data.frame(g = 1:2, Freq = c(45, 55))), control = list(epsilon = 1e-12, maxit = 500)); keep("rake", "toy", weights = weights(rk))
keep("trim", "toy", weights = weights(trimWeights(des, upper = 3, lower = 1.5)))
# Shrinkage, funnel pieces, time.
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
fit <- rma(yi, vi, data = bcg, method = "REML", control = list(threshold = 1e-15, maxiter = 10000)); bl <- blup(fit)
keep("shrink", "bcg", estimates = bcg$yi, std_errors = sqrt(bcg$vi), tau2 = fit$tau2, mean = fit$beta, mean_std_error = fit$se, value = bl$pred, std_error = bl$se)
bp <- breakpoints(Nile ~ 1, h = 15, breaks = 5); keep("change_points", "Nile", series = Nile, positions = bp$breakpoints, rss = summary(bp)$RSS[1, ], bic = summary(bp)$RSS[2, ])
its <- data.frame(x = c(70, 71, 72, 80, 82, 83, 79, 85), n = c(100, 110, 95, 100, 105, 100, 98, 103), t = 1:8)
g <- glm(cbind(x, n - x) ~ t + I(t > 3) + pmax(t - 3, 0), binomial, its, control = list(epsilon = 1e-14)); g <- summary(g)$coefficients
keep("interrupted", "toy", successes = its$x, n = its$n, coefficients = g[, 1], std_errors = g[, 2], p_value = g[, 4])
for (n in c(50, 250)) keep("power", as.character(n), value = power.prop.test(n = n, p1 = 0.8, p2 = 0.89)$power)
# LMG by all orders of the factors of R's attitude survey (Chatterjee and Price 1977).
C <- cov(attitude); R2 <- function(s) if (length(s)) { i <- s + 1; C[1, i] %*% solve(C[i, i], C[i, 1]) / C[1, 1] } else 0
orders <- as.matrix(expand.grid(rep(list(1:6), 6))); orders <- orders[apply(orders, 1, function(o) length(unique(o)) == 6), ]
lmg <- rowMeans(apply(orders, 1, function(o) { gain <- numeric(6); for (i in 1:6) gain[o[i]] <- R2(o[1:i]) - R2(o[seq_len(i - 1)]); gain }))
cor2 <- cov2cor(C); e <- eigen(cor2[-1, -1]); root <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors); joh <- as.vector(root^2 %*% (solve(root, cor2[-1, 1])^2))
keep("relative_importance", "attitude", covariance = C, lmg = lmg, johnson = joh, r_squared = summary(lm(rating ~ ., attitude))$r.squared)

# Each department of Berkeley against the others within sexes: Mantel and Haenszel's difference by metafor, mid-p by folding dhyper.
x <- t(apply(UCBAdmissions, c(2, 3), function(v) v[1])); n <- t(apply(UCBAdmissions, c(2, 3), sum)); mid <- est <- se <- chi <- numeric(6)
for (i in 1:6) {
  a <- x[i, ]; ni <- n[i, ]; b <- colSums(x) - a; nr <- colSums(n) - ni
  f <- rma.mh(measure = "RD", ai = a, n1i = ni, ci = b, n2i = nr); est[i] <- f$beta; se[i] <- f$se
  one <- dhyper(0:ni[1], (a + b)[1], (ni + nr - a - b)[1], ni[1]); two <- dhyper(0:ni[2], (a + b)[2], (ni + nr - a - b)[2], ni[2])
  whole <- numeric(sum(ni) + 1)
  for (j in seq_along(one)) whole[j + seq_along(two) - 1] <- whole[j + seq_along(two) - 1] + one[j] * two
  at <- sum(a) + 1; mid[i] <- min(1, 2 * min(sum(whole[seq_len(at - 1)]), sum(whole[-seq_len(at)])) + whole[at])
  tab <- array(rbind(a, ni - a, b, nr - b), c(2, 2, 2)); chi[i] <- mantelhaen.test(tab, correct = FALSE)$statistic
}
keep("adjusted_rest", "admissions", x = t(x), n = t(n), difference = est, std_error = se, p_value = mid, chi_square = chi)
# Clusters kept as sums: strata of boxes, n answers and y satisfied each.
boxes <- data.frame(s = rep(1:3, c(5, 6, 1)), n = c(12, 8, 30, 22, 15, 7, 9, 14, 21, 18, 11, 25), y = c(10, 8, 21, 15, 14, 7, 6, 12, 20, 13, 8, 22))
options(survey.lonely.psu = "adjust"); des <- svydesign(~1, strata = ~s, weights = ~1, data = boxes); r <- svyratio(~y, ~n, des)
lim <- plogis(qlogis(coef(r)) + c(-1, 1) * qt(0.975, degf(des)) * SE(r) / (coef(r) * (1 - coef(r))))
keep("clustered", "boxes", s = boxes$s, n = boxes$n, y = boxes$y, value = coef(r), std_error = SE(r), df = degf(des), low = lim[1], high = lim[2])
# Funnel and charts, by their published formulas in base R.
fx <- c(80, 70, 45, 390, 33, 260, 91, 17); fn <- c(100, 100, 50, 500, 60, 300, 99, 20); th <- sum(fx) / sum(fn)
z <- (fx / fn - th) / sqrt(th * (1 - th) / fn); lims <- quantile(z, c(0.1, 0.9)); phi <- mean(pmin(pmax(z, lims[1]), lims[2])^2); w <- fn / (th * (1 - th))
tau2 <- max(0, (8 * phi - 7) / (sum(w) - sum(w^2) / sum(w))); edge <- function(level) { r <- qbinom(level, fn, th); a <- (pbinom(r, fn, th) - level) / (pbinom(r, fn, th) - pbinom(r - 1, fn, th)); pmin(1, pmax(0, (r - a) / fn)) }
keep("funnel", "toy", successes = fx, n = fn, target = th, z = z, phi = phi, tau2 = tau2, z_adjusted = (fx / fn - th) / sqrt(th * (1 - th) / fn + tau2), low = c(edge(0.025), edge(0.001)), high = c(edge(0.975), edge(0.999)))
cl <- function(v) pmin(1, pmax(0, v)); s <- sqrt(th * (1 - th) / fn); p <- fx / fn; sz <- mean(abs(diff((p - th) / s))) * sqrt(pi) / 2
keep("p_chart", "toy", center = th, low = cl(th - 3 * s), high = cl(th + 3 * s)); keep("p_prime_chart", "toy", low = cl(th - 3 * s * sz), high = cl(th + 3 * s * sz))
e <- Reduce(function(before, now) 0.2 * now + 0.8 * before, p, th, accumulate = TRUE)[-1]
# Limits over time: the variances of all points so far, each with its weight (n may differ from point to point).
ev <- sapply(1:8, function(t) sum((0.2 * 0.8^(t - 1:t))^2 * s[1:t]^2)); keep("ewma", "toy", value = e, low = cl(th - 2.86 * sqrt(ev)), high = cl(th + 2.86 * sqrt(ev)))
up <- Reduce(function(c, u) max(0, c + u - 0.5), (p - th) / s, 0, accumulate = TRUE)[-1]; down <- Reduce(function(c, u) max(0, c - u - 0.5), (p - th) / s, 0, accumulate = TRUE)[-1]
keep("cusum", "toy", upper = up, lower = down)
# Direct standardisation, Kish, Cochran, days.
st <- aperm(UCBAdmissions, c(3, 2, 1)); ws <- c(0.3, 0.7); ps <- st[, , 1] / apply(st, c(1, 2), sum); ns <- apply(st, c(1, 2), sum)
keep("standardize", "admissions", tables = aperm(st, c(3, 2, 1)), value = ps %*% ws, std_error = sqrt((ps * (1 - ps) / ns) %*% ws^2))
keep("kish", "toy", deff = 1 + (sd(d$w) * sqrt(11 / 12) / mean(d$w))^2, n_eff = sum(d$w)^2 / sum(d$w^2))
n0 <- qnorm(0.975)^2 * 0.25 / 0.03^2; keep("sample_size", "5000", value = ceiling(n0 / (1 + (n0 - 1) / 5000)))
# Rank sets by drawing all pairs: communes far apart, so that the sets do not hang on the draws.
set.seed(1); th <- c(0.95, 0.94, 0.90, 0.80, 0.79, 0.60); se <- c(0.01, 0.02, 0.01, 0.015, 0.02, 0.02); k <- 6
dif <- outer(th, th, "-") / sqrt(outer(se^2, se^2, "+")); open <- row(dif) != col(dif)
draws <- matrix(rnorm(1e5 * k), ncol = k) %*% diag(se); pairs <- which(open, arr.ind = TRUE)
T <- apply(pairs, 1, function(p) (draws[, p[1]] - draws[, p[2]]) / sqrt(se[p[1]]^2 + se[p[2]]^2)); left <- rep(TRUE, nrow(pairs))
repeat { crit <- quantile(apply(T[, left, drop = FALSE], 1, max), 0.95); falls <- left & dif[pairs] > crit; if (!any(falls)) break; left[falls] <- FALSE }
keep("rank_sets", "toy", estimates = th, std_errors = se, low = 1 + sapply(1:k, function(i) sum(!left & pairs[, 2] == i)), high = k - sapply(1:k, function(i) sum(!left & pairs[, 1] == i)))

write.csv(do.call(rbind, out), "engine_values.csv", row.names = FALSE, quote = FALSE)
