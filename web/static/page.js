"use strict";
// Niceties only: every page works without this file.
const form = document.querySelector("form.question");

// A page taken out of the browser's memory shows where things stood then: ask again.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

if (form) {
  const offline = document.querySelector(".offline");
  let sent = false;
  form.addEventListener("submit", (event) => {
    offline.hidden = navigator.onLine;
    if (sent || !navigator.onLine) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.setAttribute("aria-busy", "true");
    // If it never arrives, it can be sent again: an answer counts once however often it comes.
    setTimeout(() => { sent = false; form.removeAttribute("aria-busy"); }, 5000);
  });
  addEventListener("online", () => { offline.hidden = true; });
}
