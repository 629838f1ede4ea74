// The token of a form (sil/submissions/once.py), for Back. No page is kept in a cache, so Back fetches it anew, with a
// new token; this gives it the token that it had, which the browser keeps with the page's place in its history.
const fields = [...document.querySelectorAll('input[type="hidden"][name="once"]')];
const [visit] = performance.getEntriesByType("navigation");
const had = history.state?.once ?? [];

if (visit?.type === "back_forward" && had.length === fields.length) {
  fields.forEach((field, place) => (field.value = had[place]));
} else if (fields.length) {
  history.replaceState({ ...history.state, once: fields.map((field) => field.value) }, "");
}
