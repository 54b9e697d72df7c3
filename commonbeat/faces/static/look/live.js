// A session as it happens; every page works without this, by loading again.
(() => {
  const ROOM = 1000, PHONE = 8000, SLOWEST = 15000;
  const follow = (address, every, take, lost) => {
    let tag = "", wait = every;
    const ask = async () => {
      try {
        const headers = tag ? { "If-None-Match": tag } : {};
        const answer = await fetch(address, { headers, credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(5000) });
        if (answer.status === 200) {
          tag = answer.headers.get("ETag") || "";
          take(await answer.text());
        } else if (answer.status !== 304) throw new Error(String(answer.status));
        wait = every;
        lost(false);
      } catch {
        wait = Math.min(wait * 2, SLOWEST);
        lost(true);
      }
      // Phones that were handed out the same moment must not all ask at the same moment.
      window.setTimeout(ask, document.hidden && every !== ROOM ? SLOWEST : wait * (every === ROOM ? 1 : 0.75 + Math.random() / 2));
    };
    window.setTimeout(ask, every);
  };

  const stage = document.querySelector("[data-stage]");
  if (stage) {
    const show = (text) => {
      const anew = new DOMParser().parseFromString(text, "text/html").querySelector("[data-stage]");
      if (anew) stage.replaceChildren(...anew.childNodes);
    };
    const late = (is) => { const line = stage.querySelector("[data-stage-late]"); if (line) line.hidden = !is; };
    follow(location.href, ROOM, show, late);
  }

  const live = document.querySelector("[data-live]");
  if (live) {
    const shown = new Map([...live.querySelectorAll("[data-question]")].map((row) => [row.dataset.question, row]));
    const news = live.querySelector("[data-live-news]");
    let first = live.dataset.version;
    follow(live.dataset.live, live.dataset.every ? Number(live.dataset.every) : PHONE, (text) => {
      const told = JSON.parse(text);
      if (told.version === first) return;
      first = told.version;
      let isOther = "waits" in live.dataset && Number(live.dataset.waits) !== told.waiting;
      const open = told.questions.filter((one) => one.state !== "answered" && !one.is_on_stage);
      if (open.length !== shown.size) isOther = true;
      for (const one of open) {
        const row = shown.get(one.id);
        if (!row) { isOther = true; continue; }
        const votes = row.querySelector("[data-votes]");
        if (votes) votes.textContent = votes.textContent.replace(/\d+/, String(one.votes));
      }
      if (news && isOther) news.hidden = false;
    }, () => {});
  }
})();
