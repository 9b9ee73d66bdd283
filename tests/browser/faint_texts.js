// The texts of the page whose contrast with what lies behind them is below 4.5:1 (WCAG 2.2, 1.4.3).
// Icons are marks, not text: 3:1 is their measure, and their colours are tested elsewhere.
() => {
  const parts = (colour) => {
    const numbers = colour.match(/[\d.]+/g).map(Number);
    return numbers.length > 3 ? numbers : [...numbers, 1];
  };
  const linear = (part) => (part <= 10.3 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const over = (top, bottom) => [0, 1, 2].map((at) => top[at] * top[3] + bottom[at] * (1 - top[3])).concat(1);
  const ancestors = (element) => (element ? [element, ...ancestors(element.parentElement)] : []);
  const ground = (element) =>
    ancestors(element)
      .map((one) => parts(getComputedStyle(one).backgroundColor))
      .reverse()
      .reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);

  const faint = [];
  const walker = document.createTreeWalker(document.querySelector('[data-testid="stApp"]'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const text = walker.currentNode.textContent.trim();
    const isIcon = style.fontFamily.includes("Material Symbols");
    // The word beside a slider's thumb stands on the page, though the thumb holds it.
    if (element.closest('[data-testid="stSliderThumbValue"]')) continue;
    if (!text || isIcon || box.width < 2 || box.height < 2 || style.visibility === "hidden") continue;
    const opacity = ancestors(element).reduce((product, one) => product * getComputedStyle(one).opacity, 1);
    if (opacity < 0.05) continue;
    const isDrawn = element.closest("svg") !== null;
    const colour = parts(isDrawn ? style.fill : style.color);
    colour[3] *= opacity * (isDrawn ? style.fillOpacity : 1);
    const below = ground(element);
    const [dark, light] = [luminance(over(colour, below)), luminance(below)].sort((a, b) => a - b);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) faint.push(`${contrast.toFixed(2)} ${text.slice(0, 40)}`);
  }
  return faint;
}
