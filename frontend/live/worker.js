/**
 * One event stream for all tabs of a browser: over HTTP/1.1 it has six connections to the console, and each stream
 * would keep one.
 *
 * A tab opens a port for each topic and sends the topic, later `null`. It hears `[name, data]`, what an `EventSource`
 * with this one topic would tell it. `gave-up` says that the stream is gone and everybody has to ask again.
 */

/** What the BFF accepts in one connection. */
const MOST_TOPICS = 32;
/** Tabs that open or navigate at the same time change the connection once. */
const GATHER_MS = 20;

/** The topic of each port. */
const followers = new Map();
/** The topics whose frames up to `lastId` have all been handed on. */
let known = new Set();
let lastId = '';
let source;
let gathering;

addEventListener('connect', ({ ports: [port] }) => {
  port.addEventListener('message', ({ data: topic }) => (topic ? follow(port, topic) : leave(port)));
  // Where browsers tell: the tab is gone and could not say so.
  port.addEventListener('close', () => leave(port));
  port.start();
});

function follow(port, topic) {
  followers.set(port, topic);
  // A newcomer needs the topic from its beginning, which does not disturb those who follow it already.
  known.delete(topic);
  reconnect();
}

function leave(port) {
  const topic = followers.get(port);
  followers.delete(port);
  if (topic && !followersOf(topic).length) reconnect();
}

function followersOf(topic) {
  return [...followers].filter(([, followed]) => followed === topic).map(([port]) => port);
}

function tell(ports, name, data) {
  for (const port of ports) port.postMessage([name, data]);
}

function reconnect() {
  gathering ??= setTimeout(() => {
    gathering = undefined;
    source?.close();
    source = connect([...new Set(followers.values())]);
  }, GATHER_MS);
}

function giveUp(topics) {
  const lost = topics.flatMap(followersOf);
  for (const port of lost) followers.delete(port);
  tell(lost, 'gave-up', '');
}

function connect(all) {
  const topics = all.slice(0, MOST_TOPICS);
  giveUp(all.slice(MOST_TOPICS));
  known = new Set(topics.filter((topic) => known.has(topic)));
  if (!topics.length) return undefined;
  const query = new URLSearchParams();
  for (const topic of topics) {
    query.append('topic', topic);
    if (known.has(topic)) query.append('after', lastId);
  }
  const stream = new EventSource(`/live?${query}`);
  let feeds = new Map();
  let complete = false;

  const listen = (name, hear) =>
    stream.addEventListener(name, ({ data, lastEventId }) => {
      hear(data);
      // Before that, some topics are further than others and no id is true of all of them.
      if (complete && lastEventId) lastId = lastEventId;
    });
  const handOn = (name) =>
    listen(name, (data) => tell(followersOf(feeds.get(data.split(' ', 1)[0])), name, data));
  for (const name of ['message', 'stale', 'fresh', 'reset', 'ended']) handOn(name);
  listen('topics', (data) => {
    feeds = new Map();
    complete = false;
    JSON.parse(data).forEach((outcome, index) => {
      feeds.set(String(outcome.feed), topics[index]);
      tell(followersOf(topics[index]), 'topics', JSON.stringify([outcome]));
    });
  });
  listen('caught-up', (data) => {
    complete = true;
    known = new Set(topics);
    tell(followers.keys(), 'caught-up', data);
  });
  stream.addEventListener('error', () => {
    if (stream.readyState === EventSource.CLOSED) {
      giveUp(topics);
    } else {
      tell(followers.keys(), 'error', '');
    }
  });
  return stream;
}
