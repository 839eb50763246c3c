// A slider beside the list of days: dragging it moves the mark in the picture at once, and asks for that day when let go.
// The list stays, so that everything works without it, by keyboard and for a screen reader. The whole page is asked for:
// a page that shows the past says so from top to bottom.
const HELD = "life-slider";

export function mountLife(form) {
  const list = form.querySelector("select[name=on]");
  const section = form.closest(".life");
  const mark = section.querySelector("[data-life-now]");
  const days = [...section.querySelector("template[data-life-days]").content.children];
  if (!list || days.length < 2) return;
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = 0;
  slider.max = list.options.length - 1;
  slider.className = "life-slider";
  slider.setAttribute("aria-label", form.querySelector("label[for=life-on]").textContent);
  const show = () => {
    slider.value = list.selectedIndex;
    slider.setAttribute("aria-valuetext", list.selectedOptions[0].textContent);
    const there = days.find((one) => one.dataset.day === list.value);
    if (!there) return;
    mark.setAttribute("x1", there.dataset.x);
    mark.setAttribute("x2", there.dataset.x);
  };
  slider.addEventListener("input", () => {
    list.selectedIndex = Number(slider.value);
    show();
  });
  list.addEventListener("change", show);
  slider.addEventListener("change", () => {
    sessionStorage.setItem(HELD, location.pathname);
    form.requestSubmit();
  });
  form.prepend(slider);
  if (sessionStorage.getItem(HELD) === location.pathname) slider.focus();
  sessionStorage.removeItem(HELD);
  show();
}
