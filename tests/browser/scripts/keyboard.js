// Notes what takes the focus from now on, and whether it shows. Returns how many elements should.
() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  const seen = element => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({visibilityProperty: true}) && box.width > 0 && box.height > 0;
  };
  // A drawing that is hidden from those who hear may link once more to where a link in the words leads.
  const target = element => element.getAttribute("href") ?? element.getAttribute("xlink:href");
  const drawn = element => element.tabIndex < 0 && element.closest('[aria-hidden="true"]') && target(element);
  const links = [...document.querySelectorAll("a[href]")].filter(element => !drawn(element)).map(target);
  const wanted = [...document.querySelectorAll("a[href], a[*|href], area[href], button, summary, input, select, textarea")]
    .filter(element => !element.disabled && element.type !== "hidden" && seen(element))
    .filter(element => !drawn(element) || !links.includes(target(element)));
  const named = element => `<${element.localName}> “${element.textContent.trim().slice(0, 40)}”`;
  const order = [], unseen = [];
  document.addEventListener("focusin", event => {
    const element = event.target, style = getComputedStyle(element);
    order.push(element);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && !/^rgba\(.*, 0\)$/.test(style.outlineColor);
    if (!ring || !element.matches(":focus-visible")) unseen.push(element);
  });
  document.activeElement.blur();
  window.reached = {
    findings() {
      const round = order.filter(element => wanted.includes(element));
      const first = [...new Set(round)];
      const missed = wanted.filter(element => !first.includes(element));
      const expected = wanted.filter(element => first.includes(element));
      const astray = first.find((element, place) => element !== expected[place]);
      return [
        ...missed.map(element => `Tab does not reach ${named(element)}`),
        ...(astray ? [`Tab reaches ${named(astray)} out of order`] : []),
        ...[...new Set(unseen)].map(element => `the focus does not show on ${named(element)}`),
      ];
    },
  };
  return wanted.length;
}
