/**
 * Few event streams for all tabs of a browser: over HTTP/1.1 it has six connections to the console, and each stream
 * keeps one.
 *
 * A tab opens a port for each topic and sends the topic, later `null`. It hears `[name, data]`, what an `EventSource`
 * with this one topic would tell it. `gave-up` says that the stream is gone and everybody has to ask again.
 */

/** What the BFF accepts in one connection. */
const MOST_TOPICS = 32;
/** Tabs that open or navigate at the same time change a connection once. */
const GATHER_MS = 20;

/** The stream of each port that follows something. */
const streams = new Map();

addEventListener('connect', ({ ports: [port] }) => {
  port.addEventListener('message', ({ data: topic }) => (topic ? follow(port, topic) : leave(port)));
  // Where browsers tell: the tab is gone and could not say so.
  port.addEventListener('close', () => leave(port));
  port.start();
});

function follow(port, topic) {
  leave(port);
  const open = [...new Set(streams.values())];
  const stream =
    open.find((stream) => stream.carries(topic)) ?? open.find((stream) => stream.hasRoom()) ?? new Stream();
  streams.set(port, stream);
  stream.follow(port, topic);
}

function leave(port) {
  streams.get(port)?.leave(port);
  streams.delete(port);
}

/** One connection with as many topics as it takes. */
class Stream {
  /** The topic of each port. */
  #followers = new Map();
  /** The topics whose frames up to `#lastId` have all been handed on. */
  #known = new Set();
  /** The topics that newcomers wait for since the connection was opened. */
  #awaited = new Set();
  #lastId = '';
  #source;
  #gathering;

  carries(topic) {
    return this.#topics().includes(topic);
  }

  hasRoom() {
    return this.#topics().length < MOST_TOPICS;
  }

  follow(port, topic) {
    this.#followers.set(port, topic);
    // A newcomer needs the topic from its beginning, which does not disturb those who follow it already.
    this.#known.delete(topic);
    this.#awaited.add(topic);
    this.#gathering ??= setTimeout(() => this.#reconnect(), GATHER_MS);
  }

  leave(port) {
    const topic = this.#followers.get(port);
    this.#followers.delete(port);
    if (!this.#followers.size) this.#reconnect();
    else if (!this.carries(topic)) this.#gathering ??= setTimeout(() => this.#reconnect(), GATHER_MS);
  }

  #topics() {
    return [...new Set(this.#followers.values())];
  }

  #followersOf(topic) {
    return [...this.#followers].filter(([, followed]) => followed === topic).map(([port]) => port);
  }

  #tell(ports, name, data) {
    for (const port of ports) port.postMessage([name, data]);
  }

  #reconnect() {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#source?.close();
    const topics = this.#topics();
    this.#known = new Set(topics.filter((topic) => this.#known.has(topic)));
    this.#awaited.clear();
    this.#source = topics.length ? this.#connect(topics) : undefined;
  }

  #connect(topics) {
    const query = new URLSearchParams();
    for (const topic of topics) {
      query.append('topic', topic);
      if (this.#known.has(topic)) query.append('after', this.#lastId);
    }
    const source = new EventSource(`/live?${query}`);
    let feeds = new Map();
    let complete = false;

    const listen = (name, hear) =>
      source.addEventListener(name, ({ data, lastEventId }) => {
        hear(data);
        // Before that, some topics are further than others and no id is true of all of them.
        if (complete && lastEventId) this.#lastId = lastEventId;
      });
    const handOn = (name) =>
      listen(name, (data) => this.#tell(this.#followersOf(feeds.get(data.split(' ', 1)[0])), name, data));
    for (const name of ['message', 'stale', 'fresh', 'reset', 'ended']) handOn(name);
    listen('topics', (data) => {
      feeds = new Map();
      complete = false;
      JSON.parse(data).forEach((outcome, index) => {
        feeds.set(String(outcome.feed), topics[index]);
        this.#tell(this.#followersOf(topics[index]), 'topics', JSON.stringify([outcome]));
      });
    });
    listen('caught-up', (data) => {
      complete = true;
      this.#known = new Set(topics.filter((topic) => !this.#awaited.has(topic)));
      this.#tell(this.#followers.keys(), 'caught-up', data);
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) this.#giveUp(topics);
      else this.#tell(this.#followers.keys(), 'error', '');
    });
    return source;
  }

  #giveUp(topics) {
    const lost = topics.flatMap((topic) => this.#followersOf(topic));
    this.#tell(lost, 'gave-up', '');
    lost.forEach(leave);
  }
}
