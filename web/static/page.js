"use strict";
// Niceties only: every page works without this file.
const form = document.querySelector("form.question");

// A page taken out of the browser's memory shows where things stood then: ask again.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

if (form) {
  const offline = document.querySelector(".offline");
  const typed = () => [...form.querySelectorAll("textarea, input:not([type])")].some((field) => field.value);
  // Browsers can be wrong about that. Whoever has been told and presses again is let through: to call, whatever else
  // is on the page, and else where there are no words to be lost if it is true.
  const stays = (call) => !navigator.onLine && (offline.hidden || (!call && typed()));
  let sent = false;
  form.addEventListener("submit", (event) => {
    const call = event.submitter?.value === "help";
    const stay = stays(call);
    offline.hidden = navigator.onLine;
    if (stay || (sent && !call)) {
      event.preventDefault();
      return;
    }
    // A call for help goes out, whatever is on its way.
    sent = true;
    form.setAttribute("aria-busy", "true");
    // If it never arrives, it can be sent again: an answer counts once however often it comes.
    setTimeout(() => { sent = false; form.removeAttribute("aria-busy"); }, 5000);
  });
  addEventListener("online", () => { offline.hidden = true; });
}
