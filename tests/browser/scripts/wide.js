// The page scrolls sideways; the elements that stick out farthest. Boxes with their own scroll bar may.
() => {
  const root = document.scrollingElement, room = root.clientWidth;
  if (root.scrollWidth <= room) return [];
  const scrolls = element => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
    return false;
  };
  const out = [...document.body.querySelectorAll("*")]
    .map(element => ({element, box: element.getBoundingClientRect()}))
    .map(({element, box}) => ({element, by: Math.max(box.right - room, -box.left)}))
    .filter(({element, by}) => by > 0.5 && !scrolls(element))
    .sort((one, other) => other.by - one.by);
  const names = out.slice(0, 3).map(({element, by}) => `<${element.localName} class="${element.className}"> by ${Math.round(by)}`);
  return [`scrolls sideways, ${root.scrollWidth} in ${room}: ${names.join(", ")}`];
}
