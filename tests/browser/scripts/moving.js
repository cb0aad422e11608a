// What moves although the reader asked for less motion.
() => {
  const lasts = times => times.split(",").some(time => parseFloat(time) > 0);
  const findings = [];
  for (const element of document.querySelectorAll("*"))
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, part), name = `<${element.localName} class="${element.className}">${part ?? ""}`;
      if (lasts(style.transitionDuration)) findings.push(`${name} has a transition of ${style.transitionDuration}`);
      if (style.animationName !== "none" && lasts(style.animationDuration)) findings.push(`${name} is animated`);
      if (style.scrollBehavior === "smooth") findings.push(`${name} scrolls smoothly`);
    }
  return findings;
}
