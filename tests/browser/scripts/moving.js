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
  for (const animation of document.getAnimations())
    if (!(animation instanceof CSSAnimation || animation instanceof CSSTransition)) {
      const element = animation.effect.target;
      findings.push(`<${element.localName} class="${element.className}"> is animated by a script`);
    }
  return findings;
}
