// The draft's page, nicer: questions are dragged by a grip, and whoever adds one goes on with the next.
// Without scripts the arrows and the form do the same; with them every step still goes to the server and comes back.
"use strict";
(() => {
  const place = (drop) => {
    const item = drop.item;
    if (drop.from === drop.to && drop.oldIndex === drop.newIndex) return;
    const next = item.nextElementSibling, before = item.previousElementSibling;
    const where = next ? `before:${next.dataset.item}` : `after:${before.dataset.item}`;
    const form = document.getElementById("steps");
    htmx.ajax("POST", form.action, {
      source: form, target: "#noi-dung", select: "#noi-dung", swap: "outerHTML show:none",
      values: { do: `place:${item.dataset.item}:${where}` },
    });
  };

  const prepare = () => {
    if (!document.getElementById("them")) return; // the draft is closed for changes
    for (const list of document.querySelectorAll("[data-items]")) {
      for (const item of list.children) {
        const grip = document.createElement("span");
        grip.className = "grip";
        grip.textContent = "⠿";
        grip.setAttribute("aria-hidden", "true"); // the arrows are for those who do not see it
        item.prepend(grip);
      }
      new Sortable(list, { group: "items", handle: ".grip", animation: 120, onEnd: place });
    }
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    prepare();
    if (event.detail.pathInfo.requestPath.endsWith("/them")) document.getElementById("text")?.focus();
  });
  // Buttons that stand outside their form are not seen by the library.
  document.addEventListener("htmx:configRequest", (event) => {
    const pressed = event.detail.triggeringEvent?.submitter;
    if (pressed?.name) event.detail.parameters[pressed.name] = pressed.value;
  });
  document.addEventListener("htmx:sendError", () => {
    document.getElementById("mat-mang").hidden = false;
  });
  prepare();
})();
