// Entries that wait on this device: kept in order, sent in order, and each of them exactly once.
// Pages import it and the service worker loads it as a plain script, so it exports nothing.
self.waiting = (() => {
  const NAME = "back-rehab";
  const STORE = "entries";
  const PATIENCE = 20_000;
  // What sending them again later may put right; any other answer is final.
  const LATER = [403, 408, 425, 429];

  const open = (mode) => new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      // Looking must not leave an empty database behind.
      if (mode === "readonly") asked.transaction.abort();
      else asked.result.createObjectStore(STORE, { keyPath: "number", autoIncrement: true });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });

  const run = async (mode, act) => {
    const base = await open(mode);
    try {
      return await new Promise((done, failed) => {
        const work = base.transaction(STORE, mode, { durability: "strict" });
        const asked = act(work.objectStore(STORE));
        work.oncomplete = () => done(asked.result);
        work.onabort = () => failed(work.error);
      });
    } finally {
      base.close();
    }
  };

  const tell = (sent) => {
    const channel = new BroadcastChannel(NAME);
    channel.postMessage(sent);
    channel.close();
  };

  const all = () => run("readonly", (store) => store.getAll()).catch(() => []);
  const change = async (act, sent = 0) => {
    await run("readwrite", act);
    tell(sent);
  };
  const add = (entry) =>
    change((store) => store.add({ ...entry, made: new Date().toISOString(), state: "waiting" }));
  const put = (entry) => change((store) => store.put(entry));
  const remove = (entry, sent) => change((store) => store.delete(entry.number), sent);
  const forget = () => new Promise((done) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = asked.onerror = asked.onblocked = done;
  });

  const who = async () => {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch("/waiting/who/", { cache: "no-store", signal });
    if (!answer.ok) throw new Error(`who: ${answer.status}`);
    return { ...(await answer.json()), at: Date.now() };
  };

  const send = async (entry, { person, token, now, at }) => {
    // The server's clock counts, not that of the device: it may be wrong.
    const made = new Date(Date.parse(entry.made) + Date.parse(now) - at).toISOString();
    const answer = await fetch("/waiting/send/", {
      method: "POST",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        "X-CSRFToken": token, "X-Entry-To": entry.to, "X-Entry-Person": person, "X-Entry-Made-At": made,
      },
      body: new URLSearchParams(entry.fields),
    });
    if (answer.status === 401) return false;
    if (answer.status >= 500 || LATER.includes(answer.status)) throw new Error(`send: ${answer.status}`);
    if (answer.ok) await remove(entry, 1);
    else await put({ ...entry, state: "refused", reason: (await answer.json().catch(() => ({}))).reason });
    return true;
  };

  // One after the other, in one tab or worker at a time. What is left, if anything: "signed-out",
  // "later" (no signal, or a server in trouble), or "" when nothing waits.
  const drain = () => navigator.locks.request(`${NAME}-send`, async () => {
    if (!(await all()).some((entry) => entry.state === "waiting")) return "";
    try {
      const now = await who();
      const next = async () =>
        (await all()).find((one) => one.state === "waiting" && one.person === now.person);
      for (let entry = await next(); entry; entry = await next())
        if (!(await send(entry, now))) return "signed-out";
      return (await all()).some((entry) => entry.state === "waiting") ? "signed-out" : "";
    } catch {
      return "later";
    }
  });

  return { NAME, add, all, drain, forget, put, remove, who };
})();
