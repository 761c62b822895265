# Reference values for tests/analysis, computed by R alone.
#
# Data: `housing` of the R package MASS (Venables and Ripley, Modern Applied Statistics with S; survey of 1,681
# tenants in Copenhagen, Madsen 1976). Only counts and results are kept here.
# Run in this folder:  Rscript --vanilla housing.R   (values made with R 4.2.2 and MASS 7.3-58.2)
# It writes housing_counts.csv (factor, group, low, medium, high) and housing_values.csv (method, factor, group, field, value).

library(MASS)

rows <- list()
keep <- function(method, factor, group, ...) {
  values <- c(...)
  rows[[length(rows) + 1]] <<- data.frame(
    method = method, factor = factor, group = group, field = names(values),
    value = sprintf("%.17g", unname(values))
  )
}

factors <- c("Type", "Infl", "Cont")
tables <- lapply(setNames(factors, factors), function(f) xtabs(reformulate(c(f, "Sat"), "Freq"), housing))

newcombe <- function(x1, n1, x2, n2, level) {
  wilson <- function(x, n) prop.test(x, n, conf.level = level, correct = FALSE)$conf.int
  p1 <- x1 / n1; p2 <- x2 / n2; w1 <- wilson(x1, n1); w2 <- wilson(x2, n2)
  c(low = p1 - p2 - sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2), high = p1 - p2 + sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2))
}

one_group <- function(f, g, counts) {
  n <- sum(counts)
  for (satisfied in list(3, 2:3)) {
    x <- sum(counts[satisfied]); p <- x / n
    name <- paste0("share_", paste(satisfied, collapse = "_"))
    wilson <- prop.test(x, n, correct = FALSE)$conf.int
    corrected <- prop.test(x, n, correct = TRUE)$conf.int
    exact <- binom.test(x, n)$conf.int
    narrow <- prop.test(x, n, conf.level = 0.8, correct = FALSE)$conf.int
    keep(name, f, g, successes = x, n = n, value = p, std_error = sqrt(p * (1 - p) / n),
         wilson_low = wilson[1], wilson_high = wilson[2],
         wilson_continuity_low = corrected[1], wilson_continuity_high = corrected[2],
         wilson_80_low = narrow[1], wilson_80_high = narrow[2],
         clopper_pearson_low = exact[1], clopper_pearson_high = exact[2],
         jeffreys_low = qbeta(0.025, x + 0.5, n - x + 0.5), jeffreys_high = qbeta(0.975, x + 0.5, n - x + 0.5))
  }
  for (scores in list(1:3, c(0, 1, 4))) {
    answers <- rep(scores, counts)
    t <- t.test(answers)
    keep(paste0("mean_", paste(scores, collapse = "_")), f, g, value = mean(answers),
         std_error = sd(answers) / sqrt(n), low = t$conf.int[1], high = t$conf.int[2])
  }
}

against_rest <- function(f, table) {
  x <- unname(table[, 3]); n <- unname(rowSums(table)); k <- length(n)
  rest_x <- sum(x) - x; rest_n <- sum(n) - n
  z <- p <- numeric(k)
  for (i in seq_len(k)) {
    test <- prop.test(c(x[i], rest_x[i]), c(n[i], rest_n[i]), correct = FALSE)
    z[i] <- sign(x[i] / n[i] - rest_x[i] / rest_n[i]) * sqrt(unname(test$statistic))
    p[i] <- test$p.value
  }
  holm <- p.adjust(p, "holm")
  for (i in seq_len(k)) {
    alone <- newcombe(x[i], n[i], rest_x[i], rest_n[i], 0.95)
    family <- newcombe(x[i], n[i], rest_x[i], rest_n[i], 1 - 0.05 / k)
    keep("against_rest", f, rownames(table)[i], difference = x[i] / n[i] - rest_x[i] / rest_n[i],
         statistic = z[i], unadjusted_p_value = p[i], p_value = holm[i],
         low = alone[["low"]], high = alone[["high"]],
         family_low = family[["low"]], family_high = family[["high"]])
  }
}

for (f in factors) {
  table <- tables[[f]]
  for (g in rownames(table)) one_group(f, g, table[g, ])
  answers <- rep(rep(1:3, each = nrow(table)), as.vector(table))
  groups <- rep(rep(rownames(table), times = 3), as.vector(table))
  kw <- kruskal.test(answers, factor(groups))
  n <- length(answers)
  keep("kruskal_wallis", f, "", statistic = kw$statistic[[1]], df = kw$parameter[[1]], p_value = kw$p.value,
       epsilon_squared = kw$statistic[[1]] / (n - 1), n = n)
  chi <- chisq.test(table, correct = FALSE)
  keep("chi_square", f, "", statistic = chi$statistic[[1]], df = chi$parameter[[1]], p_value = chi$p.value,
       cramers_v = sqrt(chi$statistic[[1]] / (n * min(dim(table) - 1))), n = n)
  prop <- prop.test(table[, 3], rowSums(table), correct = FALSE)
  keep("prop_test", f, "", statistic = prop$statistic[[1]], df = prop$parameter[[1]], p_value = prop$p.value, n = n)
  against_rest(f, table)
}

# The table ten thousand and a million times as large: p underflows, its logarithm does not.
for (times in c(1e4, 1e6)) {
  chi <- chisq.test(tables$Type * times, correct = FALSE)
  keep("chi_square_large", "Type", sprintf("%.0f", times), statistic = chi$statistic[[1]],
       log10_p = pchisq(chi$statistic[[1]], chi$parameter[[1]], lower.tail = FALSE, log.p = TRUE) / log(10))
}
for (z in c(1, 10, 37, 40, 1000)) {
  keep("normal", "", sprintf("%.0f", z),
       log10_p = (log(2) + pnorm(-z, log.p = TRUE)) / log(10))
}
for (df in c(1, 3, 40, 3320)) for (statistic in c(2000, 6000, 1e6)) {
  keep("chi_square_tail", as.character(df), sprintf("%.0f", statistic),
       log10_p = pchisq(statistic, df, lower.tail = FALSE, log.p = TRUE) / log(10))
}

# Small and extreme shares, where formulas and corrections change their course.
edge <- list(c(0, 1), c(1, 1), c(0, 30), c(30, 30), c(1, 30), c(15, 30), c(15, 31), c(16, 31), c(5, 5), c(118, 120),
             c(999999999, 1e9), c(3e8, 1e9))
for (case in edge) {
  x <- case[1]; n <- case[2]
  # R warns of its chi-square approximation at small n; the interval does not use it.
  wilson <- suppressWarnings(prop.test(x, n, correct = FALSE)$conf.int)
  corrected <- suppressWarnings(prop.test(x, n, correct = TRUE)$conf.int)
  exact <- binom.test(x, n)$conf.int
  keep("edge", sprintf("%.0f", x), sprintf("%.0f", n), wilson_low = wilson[1], wilson_high = wilson[2],
       wilson_continuity_low = corrected[1], wilson_continuity_high = corrected[2],
       clopper_pearson_low = exact[1], clopper_pearson_high = exact[2])
}

p_vectors <- list(
  mixed = c(0.0004, 0.03, NA, 0.012, 0.5, 0.03, 1, 0.0211, 0.049, 0.8, 1e-200, 0.25),
  three = c(0.04, 0.01, 0.03),
  two = c(0.02, NA, 0.04),
  single = c(NA, 0.02)
)
for (name in names(p_vectors)) {
  p <- p_vectors[[name]]
  keep("p_adjust", name, "raw", setNames(p, seq_along(p)))
  for (method in p.adjust.methods) keep("p_adjust", name, method, setNames(p.adjust(p, method), seq_along(p)))
}

counts <- do.call(rbind, lapply(factors, function(f) {
  table <- tables[[f]]
  data.frame(factor = f, group = rownames(table), low = table[, 1], medium = table[, 2], high = table[, 3])
}))
write.csv(counts, "housing_counts.csv", row.names = FALSE, quote = FALSE)
write.csv(do.call(rbind, rows), "housing_values.csv", row.names = FALSE, quote = FALSE)
