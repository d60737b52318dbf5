/** A wire between the browser and the console that a test can cut. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server as Listener, type Socket } from 'node:net';

export class Wire {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(
    readonly origin: string,
    private readonly listener: Listener,
  ) {}

  /** Lays a wire to a console; the console is then reached under the wire's own origin too. */
  static async to(console: string): Promise<Wire> {
    const { hostname, port } = new URL(console);
    const listener = createServer((near) => {
      if (wire.isCut) return near.resetAndDestroy();
      const far = connect(Number(port), hostname);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        wire.sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => wire.sockets.delete(socket));
        socket.pipe(other);
      }
    });
    listener.listen(0, hostname);
    await once(listener, 'listening');
    const wire = new Wire(`http://${hostname}:${(listener.address() as AddressInfo).port}`, listener);
    return wire;
  }

  /** Breaks every connection and lets none through. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Lets connections through again. */
  mend(): void {
    this.isCut = false;
  }

  async remove(): Promise<void> {
    this.cut();
    this.listener.close();
    await once(this.listener, 'close');
  }
}
