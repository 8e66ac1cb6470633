// Follows a run: the server says what has changed, and this puts it into the page.
const live = document.getElementById('live');
const news = document.getElementById('news');
const stream = live?.dataset['stream'];

if (live && news && stream) {
  const source = new EventSource(stream);
  source.addEventListener('run', (event) => {
    /** @type {{ html: string, news: string }} */
    const told = JSON.parse(event.data);
    const focused = live.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : null;
    const scrolled = live.querySelector('.graph')?.scrollLeft ?? 0;
    live.innerHTML = told.html;
    live.querySelector('.graph')?.scrollTo({ left: scrolled });
    if (focused != null) {
      const again = live.querySelector(`a[href="${CSS.escape(focused)}"]`);
      if (again instanceof HTMLElement) again.focus({ preventScroll: true });
    }
    if (told.news !== '') news.textContent = told.news;
  });
  source.addEventListener('end', () => source.close());
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) news.textContent = 'This page is followed no more. Load it again.';
  });
}
