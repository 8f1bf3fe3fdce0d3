// Everything works without this file; it moves the focus to what needs it first, and suggests names.
(function () {
  var summary = document.getElementById("error-summary");
  if (summary) {
    summary.focus();
    summary.addEventListener("click", function (event) {
      var link = event.target.closest("a");
      var field = link && document.getElementById(link.hash.slice(1));
      if (field) {
        event.preventDefault();
        field.focus();
        field.scrollIntoView({ block: "center" });
      }
    });
  }

  // A second press of a button must not send a form twice.
  document.addEventListener("submit", function (event) {
    if (event.target.dataset.sent) {
      event.preventDefault();
    }
    event.target.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });

  // While somebody types: names that may be meant, in the field's own list. Any text may be sent.
  document.querySelectorAll("input[data-suggest]").forEach(function (field) {
    var list = document.getElementById(field.getAttribute("list"));
    var soon;
    function show(names) {
      list.replaceChildren.apply(
        list,
        names.map(function (name) {
          var option = document.createElement("option");
          option.value = name;
          return option;
        })
      );
    }
    function ask() {
      var typed = field.value.trim();
      fetch(field.dataset.suggest + "?q=" + encodeURIComponent(typed))
        .then(function (answer) {
          return answer.ok ? answer.json() : { names: [] };
        })
        .then(function (found) {
          // An answer to what was typed before is no answer any more.
          if (typed === field.value.trim()) {
            show(found.names);
          }
        })
        .catch(function () {});
    }
    field.addEventListener("input", function () {
      clearTimeout(soon);
      if (field.value.trim().length > 1) {
        soon = setTimeout(ask, 200);
      } else {
        show([]);
      }
    });
  });
})();
