// Is anything that somebody types ever lost? Not in a form with data-draft (drafts/unsent.js is for the others): each
// change is kept in this browser until the service has said that it is saved, whatever happens to connection, session
// or tab.
//
// What the page gives:
//   <body data-drafts-owner="PERSON">       kept copies of other people are never read
//   <form method="post" data-draft="PERSON:PATH" data-draft-version="3"> with a hidden input "version"
//   <p data-draft-status role="status">     says "Saved 14:03"; made where it is missing
//   data-drafts-done="PERSON:PATH …"        on any page: those texts are settled, copies of them may go
// What the service answers to act=autosave:
//   200 {"version": 4, "saved": "14:03"}    409 {"sentence": "…", "version": 5}: another was saved meanwhile
//   413 {"sentence": "…"}: it is too large to be read
// A page that shows two versions to compare leaves data-draft out, so that nothing is saved before a choice.

import { forget, keep, newSlot, read, slots, tidy } from "./drafts/copies.js";
import { SERVED, controls, isDirty, mark, putBack, valuesOf } from "./drafts/fields.js";
import { followSignOut } from "./drafts/sign_out.js";
import { followUnsent } from "./drafts/unsent.js";
import { TROUBLE, make, say, tell, warn, when } from "./drafts/words.js";

const PAUSE = 1000;
const AT_LATEST = 5000;
const TIMEOUT = 20000;
// After a button was pressed the next page is on its way: saving meanwhile would only meet itself.
const QUIET = 10000;
// What a browser sends for a page that is being left is limited to 64 KB.
const LAST_WORDS = 50000;

const owner = document.body.dataset.draftsOwner;
// Some of what is optional here is younger than the oldest browser that runs modules.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("drafts") : null;

tidy();
document.querySelectorAll(`form[data-draft^="${owner}:"]`).forEach(follow);
if (owner) {
  followUnsent(owner);
  followSignOut(owner);
}

function follow(form) {
  const draft = {
    form,
    key: form.dataset.draft,
    slot: newSlot(form.dataset.draft),
    status: form.querySelector("[data-draft-status]") ?? document.querySelector("[data-draft-status]"),
    alert: make("div", { role: "alert", class: "app-drafts app-noprint" }),
    notices: make("div", { role: "status", class: "app-noprint" }),
    state: "fine",
    conflict: "",
    refusal: "",
    failures: 0,
    since: 0,
    notBefore: 0,
    timer: 0,
    flight: null,
    tried: new Set(),
  };
  form.prepend(draft.alert, draft.notices);
  if (!draft.status) {
    draft.status = make("p", { role: "status", class: "govuk-body-s app-quiet" });
    form.prepend(draft.status);
  }
  draft.words = draft.status.textContent.trim();
  // Going back, a browser may fill the form as the earlier page had it, over what was saved since.
  const [visit] = performance.getEntriesByType("navigation");
  if (visit && visit.type !== "navigate") form.reset();
  adopt(draft, form.dataset.draftVersion);
  recall(draft);
  listen(draft);
}

function listen(draft) {
  const typed = ({ target }) => {
    if (target.form === draft.form && !draft.isPuttingBack && controls(draft.form).includes(target)) changed(draft);
  };
  // On the document, since a control may belong to the form and stand outside it.
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  draft.form.addEventListener("submit", (event) => submitting(draft, event));
  window.addEventListener("online", () => wake(draft));
  window.addEventListener("focus", () => wake(draft));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && Date.now() >= draft.notBefore) send(draft);
  });
  channel?.addEventListener("message", ({ data }) => {
    const isNews = data.key === draft.key && data.version !== draft.form.dataset.draftVersion;
    // A request that is under way is told by its answer.
    if (!isNews || draft.flight || draft.state === "conflict") return;
    fly(draft, meet(draft, "This was saved in another tab in the meantime."));
  });
}

// Copies from earlier pages: what is saved by now goes; the newest of the same version is put back; what
// was written over an older version is offered, and never put over what somebody else may have written.
function recall(draft) {
  const { form, key } = draft;
  draft.saved = mark(valuesOf(form, SERVED));
  const served = draft.saved;
  const seen = new Set();
  // Typed while the page was still loading.
  let isTouched = mark(valuesOf(form)) !== served;
  const copies = slots(key).map((slot) => ({ slot, ...read(slot) }));
  for (const copy of copies.sort((a, b) => b.at - a.at)) {
    const isSameVersion = copy.base === form.dataset.draftVersion;
    const text = mark(copy.values);
    if (text === served && isSameVersion) {
      // The page shows it, perhaps beside an error, and that is no proof that it is saved.
      draft.saved = null;
      isTouched = true;
      forget(copy.slot);
    } else if (text === served || seen.has(text)) {
      forget(copy.slot);
    } else if (isSameVersion && !isTouched) {
      isTouched = true;
      exchange(draft, copy, `We put back what you typed at ${when(copy.at)} that had not been saved.`);
    } else {
      offer(draft, copy);
    }
    seen.add(text);
  }
  if (isTouched) changed(draft);
}

function offer(draft, copy) {
  tell(draft, `There is text from ${when(copy.at)} that was not saved. It was written on an older version of this page.`, {
    "Put my text back": () => exchange(draft, copy, `We put back what you typed at ${when(copy.at)}.`),
    "Discard it": () => forget(copy.slot),
  });
}

function exchange(draft, copy, sentence) {
  const before = valuesOf(draft.form);
  const homeless = putBack(draft, copy.values);
  changed(draft);
  if (!homeless.length) forget(copy.slot);
  const rest = homeless.length ? ` The page no longer has a place for this part: “${homeless.join("” “")}”.` : "";
  tell(draft, sentence + rest, {
    "Use the saved version instead": () => {
      forget(copy.slot);
      putBack(draft, before);
      changed(draft);
    },
  });
}

function changed(draft) {
  if (draft.state === "conflict") warn(draft);
  if (!isDirty(draft) && !draft.flight) {
    settle(draft);
    return;
  }
  keep(draft);
  say(draft, "Not saved yet");
  draft.since = draft.since || Date.now();
  plan(draft);
}

function settle(draft) {
  clearTimeout(draft.timer);
  draft.since = 0;
  forget(draft.slot);
  if (draft.state !== "conflict") recover(draft);
  say(draft, draft.words);
}

function plan(draft) {
  clearTimeout(draft.timer);
  const now = Date.now();
  const at = Math.max(draft.notBefore, Math.min(now + PAUSE, draft.since + AT_LATEST));
  draft.timer = setTimeout(send, Math.max(at - now, 0), draft);
}

function send(draft) {
  if (draft.flight || draft.state === "conflict" || !isDirty(draft)) return;
  draft.since = 0;
  fly(draft, attempt(draft));
}

// One request at a time; what was typed meanwhile goes next.
async function fly(draft, flight) {
  draft.flight = flight;
  try {
    await flight;
  } finally {
    draft.flight = null;
  }
  if (!isDirty(draft)) return;
  draft.since = draft.since || Date.now();
  plan(draft);
}

async function attempt(draft, isSecond = false) {
  const sent = mark(valuesOf(draft.form));
  draft.tried.add(sent);
  let answer;
  let body;
  try {
    answer = await post(draft);
    body = answer.ok || [409, 413].includes(answer.status) ? await answer.json() : {};
  } catch {
    // Also an answer that is not ours, such as the page by which a network asks for a payment.
    trouble(draft, "down");
    return;
  }
  const isDoor = answer.type === "opaqueredirect" || [401, 403].includes(answer.status);
  if (answer.ok) saved(draft, sent, body.version, `Saved ${body.saved}`);
  else if (answer.status === 409) await meet(draft, body.sentence);
  else if (answer.status === 413) {
    draft.refusal = body.sentence;
    trouble(draft, "large");
  }
  else if (answer.status >= 500 || [408, 429].includes(answer.status)) trouble(draft, "down");
  else if (!isDoor || isSecond) trouble(draft, "refused");
  else if (await look(draft)) await attempt(draft, true);
}

function post({ form }) {
  const data = new FormData(form);
  for (const control of form.elements) {
    if (["file", "password"].includes(control.type)) data.delete(control.name);
  }
  data.set("act", "autosave");
  const isLeaving = document.visibilityState === "hidden";
  return fetch(form.getAttribute("action") || location.href, {
    method: "POST",
    body: data,
    headers: { "X-Requested-With": "drafts", Accept: "application/json" },
    credentials: "same-origin",
    redirect: "manual",
    keepalive: isLeaving && new Blob([...data].flat()).size < LAST_WORDS,
    signal: AbortSignal.timeout?.(TIMEOUT),
  });
}

function saved(draft, sent, version, words) {
  adopt(draft, version);
  draft.saved = sent;
  draft.words = words;
  draft.tried.clear();
  recover(draft);
  if (isDirty(draft)) keep(draft);
  else settle(draft);
  channel?.postMessage({ key: draft.key, version: draft.form.dataset.draftVersion });
}

// Another version was saved meanwhile. It may be our own, whose answer was lost on the way, or that of
// another tab with the same words: then there is nothing to compare.
async function meet(draft, sentence) {
  const page = await look(draft);
  if (!page) return;
  const theirs = [...page.forms].find((form) => form.dataset.draft === draft.key);
  const text = theirs && mark(valuesOf(theirs));
  if (theirs && (draft.tried.has(text) || text === mark(valuesOf(draft.form)))) {
    saved(draft, text, theirs.dataset.draftVersion, "Saved");
    return;
  }
  draft.conflict = sentence;
  trouble(draft, "conflict");
}

// The page as it is now, or null when it cannot be had, which is then told. Signing in gives every form a
// new token, so those of this page are renewed; but only for the same person.
async function look(draft) {
  let answer;
  let page;
  try {
    answer = await fetch(location.href, {
      headers: { "X-Requested-With": "drafts" },
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout?.(TIMEOUT),
    });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    trouble(draft, "down");
    return null;
  }
  const who = page.body.dataset.draftsOwner;
  if (answer.status >= 500 || who !== owner) {
    trouble(draft, answer.status >= 500 ? "down" : who ? "other" : "out");
    return null;
  }
  const token = page.querySelector("[name=csrfmiddlewaretoken]");
  for (const input of token ? document.querySelectorAll("[name=csrfmiddlewaretoken]") : []) input.value = token.value;
  return page;
}

// The copy stays: the next page tells whether it was saved.
function submitting(draft, event) {
  draft.notBefore = Date.now() + QUIET;
  plan(draft);
  if (!draft.flight || !draft.form.requestSubmit) return;
  // It would meet the version that is being saved at this moment, and take it for somebody else's.
  event.preventDefault();
  if (draft.isWaiting) return;
  draft.isWaiting = true;
  draft.flight.then(() => {
    draft.isWaiting = false;
    draft.form.requestSubmit(event.submitter);
  });
}

function trouble(draft, state) {
  draft.state = state;
  draft.failures += 1;
  draft.notBefore = Date.now() + TROUBLE[state].wait(draft.failures);
  warn(draft);
}

function recover(draft) {
  draft.state = "fine";
  draft.failures = 0;
  draft.notBefore = 0;
  draft.alert.replaceChildren();
}

function wake(draft) {
  if (draft.state === "fine" || draft.state === "conflict") return;
  draft.notBefore = 0;
  if (isDirty(draft)) send(draft);
  else settle(draft);
}

function adopt({ form }, version) {
  form.dataset.draftVersion = version;
  const input = form.querySelector("input[name=version]");
  if (input) input.value = version;
}

