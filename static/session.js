// Is somebody still there? A session that is not used ends; whoever types or points uses it, though the service hears
// nothing of it. Whoever does neither is asked in time, and what they typed stays in this browser either way.
//
// What the page gives: <body data-session-left="3600"> (seconds until it ends unless it is used) and, in a form, the
// token that the service asks for. What /accounts/session/ answers: {"left": seconds, "until": "2.32pm"}.

import { make } from "./drafts/words.js";

const ADDRESS = "/accounts/session/";
// Seconds. WCAG 2.2.1 asks for twenty at least.
const WARNED = 300;
// A use is told this long after the last one that the service heard of, at the earliest.
const EVERY = 120;
// A timer may fire a little early, and a computer that slept fires it late.
const LATE = 2;

const given = Number(document.body.dataset.sessionLeft);
let ends = Date.now() + given * 1000;
let heard = Date.now();
let used = 0;
let timer = 0;
let dialog = null;

if (given) {
  for (const kind of ["keydown", "pointerdown", "wheel", "input"]) {
    document.addEventListener(kind, there, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  wait();
}

function there() {
  if (dialog) return;
  used = Date.now();
  if (used - heard > EVERY * 1000) tell();
}

function wait() {
  clearTimeout(timer);
  const until = ends - Date.now() - (dialog ? 0 : WARNED * 1000);
  timer = setTimeout(look, Math.max(until, 0) + LATE * 1000);
}

// Another tab may have used the session meanwhile, so the service is asked before anything is said.
async function look() {
  if (ends - Date.now() > WARNED * 1000 && !dialog) return wait();
  const said = await ask({ headers: { "X-Unattended": "1" } });
  if (said === "out" || Date.now() >= ends) return over();
  if (!said) return wait();
  if (ends - Date.now() > WARNED * 1000) close();
  else if (!dialog) warn(said.until);
  wait();
}

async function tell() {
  heard = Date.now();
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const said = await ask({ method: "POST", headers: { "X-CSRFToken": token } });
  if (said === "out") over();
  else if (said) wait();
  return said;
}

async function ask(options) {
  const answer = await fetch(ADDRESS, { credentials: "same-origin", cache: "no-store", redirect: "manual", ...options }).catch(() => null);
  if (!answer) return null;
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "out";
  const said = await answer.json().catch(() => null);
  if (!said?.left) return null;
  ends = Date.now() + said.left * 1000;
  return said;
}

function warn(until) {
  const stay = make("button", { type: "button", class: "govuk-button" }, "Stay signed in");
  const heading = make("h2", { class: "govuk-heading-m", id: "session-ends" }, `You will be signed out at ${until}`);
  const words = make("p", { class: "govuk-body", id: "session-why" }, "You have not used this service for some time. What you typed stays on this page.");
  dialog = make("dialog", { class: "app-dialog", "aria-labelledby": "session-ends", "aria-describedby": "session-why" });
  dialog.append(heading, words, stay);
  document.body.append(dialog);
  stay.addEventListener("click", stayed);
  // Escape closes it too; whoever pressed it is there.
  dialog.addEventListener("cancel", stayed);
  dialog.showModal?.();
}

async function stayed(event) {
  event.preventDefault();
  const said = await tell();
  if (!said || said === "out") return;
  // Twelve hours after signing in nothing more can be added.
  if (ends - Date.now() <= WARNED * 1000) dialog.querySelector("p").textContent = `You have been signed in for a long time and have to sign in again at ${said.until}. Save what you typed.`;
  else close();
  wait();
}

function close() {
  dialog?.close?.();
  dialog?.remove();
  dialog = null;
}

function over() {
  clearTimeout(timer);
  close();
  if (document.getElementById("session-over")) return;
  const link = { href: `/accounts/login/?next=${encodeURIComponent(location.pathname)}`, class: "govuk-link", target: "_blank", rel: "noopener" };
  const text = make("p", { class: "govuk-body" }, "You have been signed out. What you typed is still here: ");
  text.append(make("a", link, "sign in again (opens in a new tab)"), ", then come back to this page.");
  const main = document.getElementById("main");
  main.prepend(make("div", { id: "session-over", class: "govuk-inset-text", role: "alert" }, text));
}
