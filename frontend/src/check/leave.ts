/** A quick way out: the page that is left cannot be reached by going back. */
document.addEventListener("click", (event) => {
  const way = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-leave]") : null;
  if (!way) return;
  event.preventDefault();
  location.replace(way.href);
});
