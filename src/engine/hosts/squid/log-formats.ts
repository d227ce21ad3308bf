/** Formats of access.log (squid.conf logformat): those that Squid has of itself, and which codes it knows (src/format/Token.cc). */

/** `squid` is the one unless access_log names another. */
export const FORMATS: readonly (readonly [string, string])[] = [
  ['squid', '%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt'],
  ['common', '%>a - %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st %Ss:%Sh'],
  ['combined', '%>a - %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st "%{Referer}>h" "%{User-Agent}>h" %Ss:%Sh'],
  ['referrer', '%ts.%03tu %>a %{Referer}>h %ru'],
  ['useragent', '%>a [%tl] "%{User-Agent}>h"'],
];

/** The longest first, so that `%st` is not taken for `%s`. */
const CODES = (
  'icap::request_timestamp adapt::<last_h adapt::sum_trs adapt::all_trs icap::<service_name icap::tt icap::tr icap::tio icap::to icap::Hs icap::>st icap::<st ' +
  'icap::>h icap::<h icap::<A icap::rm icap::ru tls::>negotiated_version tls::>negotiated_cipher tls::>received_hello_version tls::>received_supported_version tls::<negotiated_version ' +
  'tls::<negotiated_cipher tls::<received_hello_version tls::<received_supported_version ssl::bump_mode ssl::>sni ssl::>cert_subject ssl::>cert_issuer ssl::<cert_subject ssl::<cert_issuer ' +
  'ssl::<cert_errors proxy_protocol::>h transport::>connection_id master_xaction request_attempts credentials err_code err_detail busy_time external_tag note sn ' +
  '>handshake >eui >la >lp >qos >nfmark >rd >rm >ru >rs >rP >rp >rv >ha >Hs >sh >st >a >A >p >h <rd <rm <ru <rs <rP <rp <rv <Hs <la <lp <qos <nfmark <bs <sH <sh <st <pt <tt <a <A <p <h ' +
  'la lp ts tu tl tg tr ts dt un ul ui ue us ea et rd rm ru rp rs rv rP Ss Sh mt st oa %'
).split(' ');

/** The first `%…` that Squid does not know; undefined for a format that it takes. */
export function unsupportedCode(format: string): string | undefined {
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', at)) {
    const rest = format.slice(at);
    const before = /^%["'[#/]?-?\d*(?:\.\d+)?(?:\{[^}]*\})?["'[#/]?/.exec(rest)?.[0] ?? '%';
    const code = CODES.find((c) => rest.slice(before.length).startsWith(c)) ?? (before === '%' && rest.startsWith('%%') ? '%' : undefined);
    if (code === undefined) return rest.split(/\s/)[0];
    at += before.length + code.length;
  }
  return undefined;
}
