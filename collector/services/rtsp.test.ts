import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measured, told, tryIt } from './stages/probes.fake.ts';

const description =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=hall\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\n';

/**
 * A small RTSP server by RFC 2326, as no light one is in Debian; the probe was held to rtsp-server-perl by hand. What a path is
 * asked for decides what it says.
 */
function rtspStage(): Server {
  return createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (octets) => {
      for (const request of octets.toString('latin1').split('\r\n\r\n').slice(0, -1)) {
        const [, method = '', path = '', version = '', sequence = ''] =
          /^(\w+) rtsp:\/\/[^/]+(\/\S*) RTSP\/(\d\.\d)\r\nCSeq: (\d+)/.exec(request) ?? [];
        const say = (status: string, body = '', spoken = version): void => {
          const content = body === '' ? '' : `Content-Type: application/sdp\r\nContent-Length: ${body.length}\r\n`;
          socket.write(`RTSP/${spoken} ${status}\r\nCSeq: ${sequence}\r\n${content}\r\n${body}`);
        };
        if (path.startsWith('/new') && version === '1.0') say('505 RTSP Version Not Supported', '', '2.0');
        else if (path === '/broken') say('500 Internal Server Error');
        else if (method === 'OPTIONS') {
          // A question of the server's own in between.
          socket.write('OPTIONS * RTSP/1.0\r\nCSeq: 77\r\n\r\n');
          say('200 OK');
        } else if (path.endsWith('/hall')) say('200 OK', description);
        else if (path === '/locked') say('401 Unauthorized');
        else if (path === '/odd') say('200 OK', '<html></html>');
        else say('404 Not Found');
      }
    });
  });
}

describe('a media server, asked for its options and for a stream', () => {
  const server = rtspStage();
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = address === null || typeof address === 'string' ? 0 : address.port;
  });
  afterAll(() => server.close());

  it('is there, by options alone, by the description of a stream, and in version 2.0', async () => {
    const results = [
      await tryIt('rtsp', { port }),
      await tryIt('rtsp', { port, path: '/hall' }),
      await tryIt('rtsp', { port, path: 'new/hall' }),
      await tryIt('rtsp', { port, path: '/locked' }),
    ];
    expect(results.map(told)).toEqual(Array(4).fill('good: good'));
    expect(results.map((result) => measured(result, 'media'))).toEqual([undefined, 2, 2, undefined]);
    expect(measured(results[3] as NonNullable<(typeof results)[3]>, 'status')).toBe(401);
  });

  it('is told with its own words when it has no such stream, fails, or describes nothing', async () => {
    const results = [
      await tryIt('rtsp', { port, path: '/nobody' }),
      await tryIt('rtsp', { port, path: '/broken' }),
      await tryIt('rtsp', { port, path: '/odd' }),
    ];
    expect(results.map(told)).toEqual([
      'bad answer: rtsp-unknown',
      'bad answer: rtsp-status',
      'bad answer: rtsp-no-description',
    ]);
    expect(results[1]?.reason.params).toMatchObject({ method: 'OPTIONS', said: '500 Internal Server Error' });
  });
});
