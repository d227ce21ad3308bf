/** curl and nc to the letter (recorded of curl 7.88.1 and netcat-openbsd 1.219): statuses by path, options, quotes, and every way to fail (H52, H64, section 8). */
import { describe, expect, it } from 'vitest';
import { linuxLine, proxied, SQUID } from '../../data-plane/test-hosts.ts';
import type { Lab } from '../../model/index.ts';
import { openStory } from '../../../../scenarios/stories.ts';
import { solve, solveStep } from '../../solve.ts';
import type { Solution } from '../../solution.ts';
import { runCommand } from '../index.ts';

const line = linuxLine({ server: 'iptables -A INPUT -p tcp --dport 99 -j DROP' });
const { lab } = line;
const server = lab.hosts?.['server'];
const web: Lab = {
  ...lab,
  hosts: {
    ...lab.hosts,
    server: {
      interfaces: {},
      ...server,
      listen: [
        { protocol: 'tcp', port: 80, http: { '/ok': 200, '/down': 503, '/empty': 204 } },
        { protocol: 'tcp', port: 443 },
        { protocol: 'udp', port: 53 },
      ],
    },
  },
};
const solution = solve(web);
const said = (command: string, at: Solution = solution, from = 'pc') => runCommand(at, from, command).text;
const SERVER = 'http://10.3.0.10';

describe('curl', () => {
  it('prints the body alone; its status is the path’s', () => {
    expect(said(`curl ${SERVER}/ok`)).toBe('Your address is 10.1.0.10');
    expect(said(`curl ${SERVER}/down`)).toBe('503 Service Unavailable');
    expect(said(`curl -s ${SERVER}/other?x=1`)).toBe('404 Not Found');
    expect(said(`curl -s "${SERVER}/ok?x=1 y"`)).toBe('Your address is 10.1.0.10');
    expect(said(`curl -i ${SERVER}/down`)).toBe('HTTP/1.1 503 Service Unavailable\nContent-Type: text/html\nContent-Length: 24\n\n503 Service Unavailable');
    expect(said(`curl -I ${SERVER}/empty`)).toBe('HTTP/1.1 204 No Content\n');
  });

  it('-w with quotes, -o, -s, -f', () => {
    expect(said(`curl -s -o /dev/null -w '%{http_code}\\n' ${SERVER}/down`)).toBe('503');
    expect(
      said(`curl -so /dev/null -w "%{http_code} %{remote_ip}:%{remote_port} %{local_ip} %{size_download} %{num_connects} %{exitcode} 100%%" ${SERVER}/ok`),
    ).toBe('200 10.3.0.10:80 10.1.0.10 26 1 0 100%');
    // Three links there and three back: once for the handshake, once for the page.
    expect(said(`curl -so /dev/null -w '%{time_connect} %{time_total}' ${SERVER}/ok`)).toBe('0.006000 0.012000');
    expect(said(`curl -s -w '%{nope}' ${SERVER}/ok`)).toContain("curl: unknown --write-out variable: 'nope'");
    expect(said(`curl -f ${SERVER}/down`)).toBe('curl: (22) The requested URL returned error: 503');
    expect(said(`curl -o /dev/null ${SERVER}/ok`).split('\n')).toEqual([
      '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current',
      '                                 Dload  Upload   Total   Spent    Left  Speed',
      '100    26  100    26    0     0   2166      0 --:--:-- --:--:-- --:--:--  2166',
    ]);
  });

  it('-v', () => {
    expect(said(`curl -v ${SERVER}/ok`).split('\n')).toEqual([
      '*   Trying 10.3.0.10:80...',
      '* Connected to 10.3.0.10 (10.3.0.10) port 80 (#0)',
      '> GET /ok HTTP/1.1',
      '> Host: 10.3.0.10',
      '> User-Agent: curl/7.88.1',
      '> Accept: */*',
      '> ',
      '< HTTP/1.1 200 OK',
      '< Content-Type: text/html',
      '< Content-Length: 26',
      '< ',
      '* Connection #0 to host 10.3.0.10 left intact',
      'Your address is 10.1.0.10',
    ]);
    expect(said(`curl -v ${SERVER}:81/`).split('\n')).toEqual([
      '*   Trying 10.3.0.10:81...',
      '* connect to 10.3.0.10 port 81 failed: Connection refused',
      "* Failed to connect to 10.3.0.10 port 81 after 6 ms: Couldn't connect to server",
      '* Closing connection 0',
      "curl: (7) Failed to connect to 10.3.0.10 port 81 after 6 ms: Couldn't connect to server",
    ]);
    expect(said('curl -kv https://10.3.0.10/')).toContain('* SSL connection using TLSv1.3');
  });

  it('who does not answer: by -m, by --connect-timeout, by the kernel', () => {
    expect(said(`curl -m 2 ${SERVER}:99/`)).toBe('curl: (28) Connection timed out after 2001 milliseconds');
    expect(said(`curl --connect-timeout 1 ${SERVER}:99/`)).toBe('curl: (28) Failed to connect to 10.3.0.10 port 99 after 1001 ms: Timeout was reached');
    expect(said(`curl ${SERVER}:99/`)).toBe("curl: (28) Failed to connect to 10.3.0.10 port 99 after 127000 ms: Couldn't connect to server");
    expect(said(`curl -s -w '%{http_code} %{exitcode}' -m 2 ${SERVER}:99/`)).toBe('000 28');
    expect(said(`curl -sS ${SERVER}:81/`)).toMatch(/^curl: \(7\)/);
    expect(said(`curl -s ${SERVER}:81/`)).toBe('');
  });

  it('--resolve, Host, and names', () => {
    expect(said('curl http://www.example.com/ok')).toBe('curl: (6) Could not resolve host: www.example.com');
    expect(said('curl --resolve www.example.com:80:10.3.0.10 http://www.example.com/ok')).toBe('Your address is 10.1.0.10');
    expect(said('curl -v --resolve www.example.com:80:10.3.0.10 http://www.example.com/ok').split('\n').slice(0, 4)).toEqual([
      '* Added www.example.com:80:10.3.0.10 to DNS cache',
      '* Hostname www.example.com was found in DNS cache',
      '*   Trying 10.3.0.10:80...',
      '* Connected to www.example.com (10.3.0.10) port 80 (#0)',
    ]);
    // The entry is of another port.
    expect(said('curl --resolve www.example.com:443:10.3.0.10 http://www.example.com/ok')).toMatch(/^curl: \(6\)/);
    expect(said(`curl -v -H 'Host: www.example.com' ${SERVER}/ok`)).toContain('> Host: www.example.com');
  });

  it('what it does not take', () => {
    expect(said('curl --bogus x')).toBe("curl: option --bogus: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information");
    expect(said('curl ftp://10.3.0.10/')).toBe('curl: (1) Protocol "ftp" not supported or disabled in libcurl');
    expect(said(`curl 'http://10.3.0.10`)).toBe('bash: unexpected EOF while looking for matching quote');
  });
});

describe('curl by a proxy', () => {
  const at = proxied();
  const by = (words: string) => said(`curl -x http://10.2.0.4:3128 ${words}`, at, 'client');

  it('H64 the tunnel’s code and the page’s', () => {
    expect(by("-s -o /dev/null -w '%{http_code} %{http_connect}' https://www.netflix.com/")).toBe('200 200');
    expect(by("-s -o /dev/null -w '%{http_code} %{http_connect}' https://nowhere.example/")).toBe('000 500');
    expect(by('-v https://nowhere.example/').split('\n').slice(-4)).toEqual([
      '< ',
      '* CONNECT tunnel failed, response 500',
      '* Closing connection 0',
      'curl: (56) CONNECT tunnel failed, response 500',
    ]);
  });

  it('H64 its own pages say which they are, a name that it does not know otherwise than a server that refuses', () => {
    const error = (words: string, squid?: string) =>
      said(`curl -s -v -o /dev/null -x 10.2.0.4:3128 ${words}`, proxied(squid), 'client')
        .split('\n')
        .filter((l) => l.startsWith('< X-Squid-Error'));
    expect(error('http://nowhere.example/')).toEqual(['< X-Squid-Error: ERR_READ_ERROR 0']);
    expect(error('https://nowhere.example/')).toEqual(['< X-Squid-Error: ERR_CANNOT_FORWARD 0']);
    expect(error('http://www.netflix.com:8080/')).toEqual(['< X-Squid-Error: ERR_CONNECT_FAIL 111']);
    expect(error('https://www.netflix.com:8443/')).toEqual(['< X-Squid-Error: ERR_ACCESS_DENIED 0']);
    expect(error('http://www.netflix.com/', `${SQUID}\nnever_direct allow all`)).toEqual(['< X-Squid-Error: ERR_READ_ERROR 0']);
    expect(error('https://www.netflix.com/', `${SQUID}\nnever_direct allow all`)).toEqual(['< X-Squid-Error: ERR_CANNOT_FORWARD 0']);
    expect(error('http://www.netflix.com/')).toEqual([]);
    expect(by('http://nowhere.example/')).toBe('ERR_READ_ERROR');
  });

  it('H60 a port on which it does not listen', () => {
    const other = (at: string, words = 'http://www.netflix.com/') => said(`curl -sS -x ${at} ${words}`, proxied(SQUID.replace('3128', '8080')), 'client');
    const refused = (port: number) => `curl: (7) Failed to connect to 10.2.0.4 port ${port} after 2 ms: Couldn't connect to server`;
    expect([other('10.2.0.4:8080'), other('10.2.0.4:3128'), other('10.2.0.4')]).toEqual(['Your address is 198.51.100.20', refused(3128), refused(1080)]);
    expect(other('http://10.2.0.4:3128', 'https://www.netflix.com/')).toBe(refused(3128));
  });

  it('H64 a page that the proxy cannot fetch is a page of its own', () =>
    expect(by('-i http://nowhere.example/')).toMatch(/^HTTP\/1.1 502 Bad Gateway\nServer: squid/));
});

describe('access.log', () => {
  const at = proxied();
  const flow = (port: number, bytes?: number) =>
    ({ from: 'client', to: 'www.netflix.com', protocol: 'tcp', port, proxy: 'proxy', ...(bytes !== undefined && { bytes }) }) as const;
  const log = said('cat /var/log/squid/access.log', solve({ ...at.lab, flows: { a: flow(443, 1000), b: flow(80), c: flow(80, 5000) } }), 'proxy').split('\n');

  it('H65 each flow has its own second, and its size is what was sent: the head, Squid’s fields in it, and the page', () => {
    const fields = log.map((l) => l.split(/\s+/));
    expect(fields.map((f) => f[2])).toEqual(['1767225600.008', '1767225601.008', '1767225602.008']);
    expect(fields.map((f) => [f[5], f[6]])).toEqual([
      ['TCP_TUNNEL/200', '1039'],
      ['TCP_MISS/200', String(217 + 'Your address is 198.51.100.20\n'.length)],
      ['TCP_MISS/200', String(217 + 5000)],
    ]);
  });
});

describe('nc', () => {
  it('-zv: open, closed, silent with and without -w, a range', () => {
    expect(said('nc -zv 10.3.0.10 79-81').split('\n')).toEqual([
      'nc: connect to 10.3.0.10 port 79 (tcp) failed: Connection refused',
      'Connection to 10.3.0.10 80 port [tcp/http] succeeded!',
      'nc: connect to 10.3.0.10 port 81 (tcp) failed: Connection refused',
    ]);
    expect(said('nc -zv -w 2 10.3.0.10 99')).toBe('nc: connect to 10.3.0.10 port 99 (tcp) timed out: Operation now in progress');
    expect(said('nc -zv 10.3.0.10 99')).toBe('nc: connect to 10.3.0.10 port 99 (tcp) failed: Connection timed out');
    expect(said('nc -z 10.3.0.10 80')).toBe('');
  });

  it('-u: open until somebody says otherwise; of a closed port nothing is said', () => {
    expect(said('nc -zvu 10.3.0.10 53')).toBe('Connection to 10.3.0.10 53 port [udp/domain] succeeded!');
    expect(said('nc -zvu 10.3.0.10 54')).toBe('');
    expect(said('nc -zvu 10.3.0.99 53')).toBe('Connection to 10.3.0.99 53 port [udp/domain] succeeded!');
  });

  it('what it does not take', () => {
    expect(said('nc -zv -s 9.9.9.9 10.3.0.10 80')).toBe('nc: bind failed: Cannot assign requested address');
    expect(said('nc -zv nowhere.example 80')).toBe('nc: getaddrinfo for host "nowhere.example" port 80: Name or service not known');
    expect(said('nc -zv 10.3.0.10 nope')).toBe('nc: port number invalid: nope');
  });
});

describe('A166 a page that Azure Firewall denies', () => {
  const denied = solveStep(openStory('reverse-forced-tunneling').scenario, 'without-application-rule');
  const said = (command: string) => runCommand(denied, 'pc-onprem', command).text;

  it('is an answer of its own: status line, length, and the sentence as its body', () => {
    const sentence = 'Action: Deny. Reason: No rule matched. Proceeding with default action.';
    expect(said('curl -si http://www.example.com/').split('\n')).toEqual(['HTTP/1.1 470 status code 470', `Content-Length: ${sentence.length}`, '', sentence]);
    expect(said('curl -s -o /dev/null -w "%{http_code}" http://www.example.com/')).toBe('470');
  });
});
