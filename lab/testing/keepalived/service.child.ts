/** The service of a member: HTTP on a port, answering with the member's name. `service.child.ts NAME PORT`. */
import { createServer } from 'node:http';

const [, , name = '', port = '80'] = process.argv;

createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/plain', 'x-member': name, connection: 'close' });
  response.end(`ready ${name}\n`);
}).listen(Number(port), '0.0.0.0');
