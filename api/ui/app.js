// Every page works without this: it links values and passages on hover, and
// keeps the page of live alerts up to date.
(function () {
  "use strict";

  function toggle(names, on) {
    names.forEach(function (name) {
      document.querySelectorAll('[data-s~="' + CSS.escape(name) + '"]').forEach(function (el) {
        el.classList.toggle("lit", on);
      });
    });
  }
  ["mouseover", "focusin", "mouseout", "focusout"].forEach(function (type) {
    document.addEventListener(type, function (e) {
      var el = e.target.closest && e.target.closest("[data-s]");
      if (el) toggle(el.dataset.s.split(" "), type === "mouseover" || type === "focusin");
    });
  });

  // On a phone the filters would push the results out of sight.
  var filters = document.querySelector("details.filters");
  if (filters && matchMedia("(max-width: 50rem)").matches) filters.open = false;

  // "/" goes to the search box, as in many tools.
  document.addEventListener("keydown", function (e) {
    if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input, select, textarea")) return;
    var q = document.querySelector('input[type="search"]');
    if (q) { e.preventDefault(); q.focus(); q.select(); }
  });

  var state = document.getElementById("live-state");
  if (!state || !window.EventSource) return;
  var list = document.getElementById("alerts");
  var stream = new EventSource(state.dataset.stream);
  stream.onopen = function () { state.textContent = "Connected: new alerts appear by themselves."; };
  stream.onerror = function () { state.textContent = "Connection lost; trying again…"; };
  stream.onmessage = function (e) {
    var a = JSON.parse(e.data), record = a.event || a.article || {};
    var none = document.getElementById("no-alerts");
    if (none) none.remove();
    var li = add(null, "li", "new");
    var row = add(li, "div", "arow");
    add(row, "span", "kind k-" + a.action, a.action);
    add(row, "a", "", a.subscription).href = "/subscriptions/" + encodeURIComponent(a.subscription);
    add(row, "time", "", "just now");
    var title = add(li, "a", "atitle", record.name || record.title || "(no title)");
    title.href = (a.event ? "/events/" : "/articles/") + encodeURIComponent(record.id);
    if (record.language) title.lang = record.language;
    (a.passages || []).slice(0, 3).forEach(function (p) { add(li, "q", "frag", p.quote); });
    list.prepend(li);
    while (list.children.length > 200) list.lastElementChild.remove();
  };
  function add(parent, tag, cls, text) {
    var el = document.createElement(tag);
    if (cls) el.className = cls;
    if (text) el.textContent = text;
    if (parent) parent.appendChild(el);
    return el;
  }
})();
