// The recorder of kernel labs in a Linux of its own: Debian's user-mode-linux, which has what this machine's kernel may have not
// (ipip, GRE, SIT, VTI, VRFs). It sees this machine's files, and nothing of its network.
//   UML=… program, UML_MODULES=… folder with modules.dep, INSMOD=… (package kmod): when they are not where Debian puts them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const { UML = '/usr/bin/linux.uml', UML_MODULES = '/usr/lib/uml/modules', INSMOD = '/sbin/insmod' } = process.env;

/** Kernel modules that a lab may need; what they stand on is loaded before them. */
const MODULES = `
  veth bridge dummy vrf vxlan ipip ip_gre sit ip_vti ip6_tunnel ip6_gre xfrm_user esp4 esp6 nf_tables nft_compat nft_ct nft_reject
  nft_reject_inet nft_reject_ipv4 nft_reject_ipv6 nft_counter nf_conntrack nf_nat nft_nat nft_chain_nat nft_masq nft_redir xt_conntrack
  xt_mark xt_connmark xt_TCPMSS xt_CT xt_MASQUERADE xt_nat xt_tcpudp xt_multiport xt_state xt_addrtype xt_limit xt_comment ipt_REJECT
  ip6t_REJECT nf_reject_ipv4 nf_reject_ipv6`
  .trim()
  .split(/\s+/);

/** Files of modules in the order in which they can be loaded; those that are built in are no files. */
function inOrder(folder) {
  const needs = new Map(
    readFileSync(join(folder, 'modules.dep'), 'utf8')
      .split('\n')
      .filter((l) => l.includes(':'))
      .map((l) => [
        l.slice(0, l.indexOf(':')),
        l
          .slice(l.indexOf(':') + 1)
          .trim()
          .split(/\s+/)
          .filter(Boolean),
      ]),
  );
  const wanted = MODULES.flatMap((m) => [...needs.keys()].filter((f) => f.endsWith(`/${m}.ko`)));
  return [...new Set(wanted.flatMap((f) => [...(needs.get(f) ?? []).toReversed(), f]))].map((f) => join(folder, f));
}

/** Boots, records these labs one after another, and halts; true when each has its answers. */
export function recordInside(files) {
  for (const needed of [UML, UML_MODULES, INSMOD]) if (!existsSync(needed)) throw new Error(`expected ${needed} (Debian: user-mode-linux, kmod)`);
  const folder = join(UML_MODULES, readdirSync(UML_MODULES)[0]);
  const work = mkdtempSync(join(tmpdir(), 'oracle-uml-'));
  const [init, log, ok] = ['init', 'log', 'ok'].map((name) => join(work, name));
  const recorder = fileURLToPath(new URL('./record.mjs', import.meta.url));
  const labs = files.map((f) => `'${resolve(f)}'`).join(' ');
  const script = [
    '#!/bin/sh',
    `exec >'${log}' 2>&1`,
    `export PATH='${process.env.PATH}' LD_LIBRARY_PATH='${process.env.LD_LIBRARY_PATH ?? ''}'`,
    'mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t tmpfs run /run; mkdir -p /run/netns',
    ...inOrder(folder).map((f) => `${INSMOD} '${f}'`),
    'ip link set lo up',
    `'${process.execPath}' '${recorder}' ${labs} && echo yes >'${ok}'`,
    'sync; echo o >/proc/sysrq-trigger; sleep 5; kill -9 -1',
  ];
  try {
    writeFileSync(init, `${script.join('\n')}\n`, { mode: 0o755 });
    spawnSync(UML, ['mem=768M', 'rootfstype=hostfs', 'rootflags=/', 'rw', `init=${init}`, 'con=null', 'quiet'], { stdio: 'ignore', timeout: 1_800_000 });
    if (existsSync(log)) process.stdout.write(readFileSync(log, 'utf8'));
    return existsSync(ok);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
