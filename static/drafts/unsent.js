// What is typed in a form that keeps no draft of its own: is it there again after the window was closed?
//
// Any form with a box of several lines is kept with the service as it is typed, for the same person alone, and in this
// browser while that fails. A page that is opened again offers it; once the form is sent the service deletes it.

import { forget, keep, newSlot, read, slots, whereabouts } from "./copies.js";
import { controls, mark, putBack, valuesOf } from "./fields.js";
import { make, say, tell, when } from "./words.js";

const ADDRESS = "/unsent/";
const PAUSE = 1000;
const RETRY = 15000;
const TIMEOUT = 20000;
// What a browser sends for a page that is being left is limited to 64 KB.
const LAST_WORDS = 50000;

export function followUnsent(owner) {
  const places = new Map();
  const texts = [];
  for (const form of document.querySelectorAll('form[method="post"]:not([data-draft])')) {
    const path = new URL(form.getAttribute("action") || location.href, location.href).pathname;
    const place = places.get(path) ?? 0;
    places.set(path, place + 1);
    if (boxes(form).length) texts.push(follow(form, owner, path, place));
  }
  if (texts.length) recall(texts);
}

function boxes(form) {
  return [...form.elements].filter((each) => each.matches("textarea:not([readonly])"));
}

function follow(form, owner, path, place) {
  const key = `${owner}:unsent:${path}`;
  const status = make("div", { role: "status", class: "govuk-body-s app-quiet app-unsent" });
  const notices = make("div", { role: "status", class: "app-noprint" });
  const text = { form, path, place, key, status, notices, slot: newSlot(key), timer: 0, flight: null, offers: 0 };
  form.prepend(notices, status);
  form.dataset.unsent = "";
  text.saved = mark(valuesOf(form));
  const typed = ({ target }) => {
    if (target.form === form && !text.isPuttingBack && controls(form).includes(target)) changed(text);
  };
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send(text));
  window.addEventListener("online", () => send(text));
  form.addEventListener("submit", (event) => submitting(text, event));
  // A page that the browser kept while another one was shown.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) text.flight = null;
  });
  return text;
}

// What was kept, with the service and in this browser, is offered; what the page shows already is no news.
async function recall(texts) {
  const kept = await fetched(texts);
  for (const text of texts) {
    const found = slots(text.key).map((slot) => ({ slot, ...read(slot) }));
    const here = found.filter(({ place }) => place === text.place);
    const copies = here.map((copy) => ({ ...copy, content: copy.values, when: `at ${when(copy.at)}` }));
    const mine = kept.filter(({ path, place }) => path === text.path && place === text.place);
    compare(text, [...copies, ...mine]);
  }
}

async function fetched(texts) {
  const query = new URLSearchParams([...new Set(texts.map(({ path }) => path))].map((path) => ["path", path]));
  try {
    const answer = await fetch(`${ADDRESS}?${query}`, { credentials: "same-origin", cache: "no-store" });
    return answer.ok && !answer.redirected ? (await answer.json()).texts : [];
  } catch {
    // Without a connection what this browser holds is offered.
    return [];
  }
}

function compare(text, copies) {
  const seen = new Set([mark(valuesOf(text.form))]);
  for (const copy of copies.sort((a, b) => b.at - a.at)) {
    const same = mark(copy.content);
    if (seen.has(same) && copy.slot) forget(copy.slot);
    else if (!seen.has(same)) offer(text, copy);
    seen.add(same);
  }
}

function offer(text, copy) {
  text.offers += 1;
  const settle = () => {
    text.offers -= 1;
    if (copy.slot) forget(copy.slot);
  };
  // A form that is folded up would hide it.
  const folded = text.form.closest("details");
  if (folded) folded.open = true;
  tell(text, `You were writing this ${copy.when}, and did not send it.`, {
    "Put it back": () => {
      settle();
      putBack(text, copy.content);
      changed(text);
    },
    "Delete it": () => {
      settle();
      if (!copy.slot && !text.offers) post(text, { act: "discard" }).catch(() => {});
      if (isDirty(text)) changed(text);
    },
  });
}

function isDirty(text) {
  return mark(valuesOf(text.form)) !== text.saved;
}

function changed(text) {
  if (!isDirty(text)) return;
  keep(text);
  // What was kept before stays until the person has said what becomes of it.
  say(text, text.offers ? "Not saved yet. First choose what to do with your earlier text." : "Not saved yet");
  plan(text, PAUSE);
}

function plan(text, pause) {
  clearTimeout(text.timer);
  text.timer = setTimeout(send, pause, text);
}

function send(text) {
  if (text.flight || text.offers || !isDirty(text)) return;
  text.flight = attempt(text).finally(() => {
    text.flight = null;
    if (isDirty(text)) plan(text, text.failed ? RETRY : PAUSE);
  });
}

async function attempt(text) {
  const values = valuesOf(text.form);
  text.failed = true;
  const isEmpty = boxes(text.form).every((box) => !box.value.trim());
  try {
    const answer = await post(text, isEmpty ? { act: "discard" } : { content: JSON.stringify(values) });
    if (answer.status === 413) {
      say(text, `${(await answer.json()).sentence} Your text ${whereabouts()}, and is not saved.`);
      return;
    }
    if (!answer.ok || answer.redirected) throw new Error("not saved");
    const { saved } = await answer.json();
    text.failed = false;
    text.saved = mark(values);
    forget(text.slot);
    if (!isDirty(text)) say(text, saved ? `Saved ${saved}. Only you can read it until you send it.` : "");
    else keep(text);
  } catch {
    say(text, `This could not be saved. Your text ${whereabouts()}. We will try again.`);
  }
}

function post({ form, path, place }, more) {
  const data = new FormData();
  const said = { path, place, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken?.value ?? "", ...more };
  for (const [name, value] of Object.entries(said)) data.set(name, value);
  return fetch(ADDRESS, {
    method: "POST",
    body: data,
    headers: { "X-Requested-With": "drafts", Accept: "application/json" },
    credentials: "same-origin",
    keepalive: document.visibilityState === "hidden" && new Blob([...data].flat()).size < LAST_WORDS,
    signal: AbortSignal.timeout?.(TIMEOUT),
  });
}

// A text that arrives after the form would be kept for good.
function submitting(text, event) {
  clearTimeout(text.timer);
  if (!text.form.elements.unsent) {
    text.form.append(make("input", { type: "hidden", name: "unsent", value: "1" }));
  }
  if (!text.flight || !text.form.requestSubmit) {
    text.flight = new Promise(() => {});
    return;
  }
  if (event.defaultPrevented || text.isWaiting) return;
  event.preventDefault();
  text.isWaiting = true;
  text.flight.finally(() => {
    clearTimeout(text.timer);
    text.isWaiting = false;
    text.form.requestSubmit(event.submitter);
  });
}
