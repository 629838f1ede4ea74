// How the marks of a grid add up while they are made: each bar has numbers by band, and of what is left to do.

export const init = (bar) => {
  const form = bar.closest("form");
  const count = () => {
    const groups = [...form.querySelectorAll("[role=radiogroup]")];
    const open = groups.filter(isToConfirm);
    const made = groups.filter((group) => !open.includes(group)).map(bandsOf);
    bar.querySelectorAll("[data-band]").forEach((number) => {
      number.textContent = made.filter((bands) => bands?.includes(number.dataset.band)).length;
    });
    bar.querySelector("[data-left=mark]").textContent = made.filter((bands) => !bands).length;
    bar.querySelector("[data-left=confirm]").textContent = open.length;
  };
  form.addEventListener("change", count);
  count();
};

const bandsOf = (group) => group.querySelector(":checked")?.dataset.bands.split(" ");

// A mark that was carried from the year before is open until it is confirmed or another is chosen.
const isToConfirm = (group) => {
  const row = group.closest(".app-mark");
  const carried = row.querySelector("input[type=hidden]");
  if (!carried || row.querySelector("input[type=checkbox]").checked) return false;
  return group.querySelector(":checked")?.value === carried.value;
};
