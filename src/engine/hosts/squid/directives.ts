/**
 * The directives of Squid 5.7 by the kinds of their values (squid.conf.documented), as far as `squid -k parse` looks at them. Most only matter to
 * caching, authentication or speed: they are taken and change no decision of a request here.
 */
const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const BOOLEAN = words(
  `acl_uses_indirect_client delay_pool_uses_indirect_client log_uses_indirect_client tproxy_uses_indirect_client host_verify_strict client_dst_passthru
  ssl_unclean_shutdown log_mime_hdrs strip_query_terms buffered_logs ftp_passive ftp_epsv_all ftp_eprt ftp_sanitycheck ftp_telnet_protocol pinger_enable
  url_rewrite_host_header url_rewrite_bypass store_id_bypass adaptation_uses_indirect_client via vary_ignore_expire request_entities
  relaxed_header_parser collapsed_forwarding half_closed_clients http_accel_surrogate_remote wccp2_rebuild_wait client_persistent_connections
  server_persistent_connections persistent_connection_after_error detect_broken_pconn digest_generation log_icp_queries icp_hit_stale query_icmp
  test_reachability global_internal_static short_icon_urls error_log_languages email_err_data nonhierarchical_direct prefer_direct cache_miss_revalidate
  icap_enable icap_preview_enable icap_206_enable icap_persistent_connections adaptation_send_client_ip adaptation_send_username
  icap_client_username_encode ecap_enable check_hostnames allow_underscore ignore_unknown_nameservers configuration_includes_quoted_values memory_pools
  client_db refresh_all_ims reload_into_ims retry_on_error offline_mode httpd_suppress_version_string`,
);
const TIME = words(
  `hopeless_kid_revival_delay authenticate_cache_garbage_interval authenticate_ttl authenticate_ip_ttl dead_peer_timeout max_stale negative_ttl
  positive_dns_ttl negative_dns_ttl minimum_expiry_time forward_timeout connect_timeout peer_connect_timeout read_timeout write_timeout request_timeout
  request_start_timeout client_idle_pconn_timeout ftp_client_idle_timeout client_lifetime pconn_lifetime server_idle_pconn_timeout ident_timeout
  shutdown_lifetime digest_rebuild_period digest_rewrite_period netdb_ping_period background_ping_rate dns_retransmit_interval dns_timeout`,
);
const SIZE = words(
  `sslproxy_session_cache_size cache_mem maximum_object_size_in_memory maximum_object_size quick_abort_min quick_abort_max read_ahead_gap
  store_avg_object_size request_header_max_size reply_header_max_size client_request_buffer_max_size digest_swapout_chunk_size memory_pools_limit`,
);
const PORT = words('icp_port htcp_port snmp_port');
const OTHER = words(
  `accept_filter access_log acl adaptation_access adaptation_masterx_shared_names adaptation_meta adaptation_service_chain
  adaptation_service_iteration_limit adaptation_service_set adapted_http_access always_direct announce_file announce_host announce_period announce_port
  append_domain as_whois_server auth_param auth_schemes broken_posts broken_vary_encoding cache cache_dir cache_effective_group cache_effective_user
  cache_log cache_mgr cache_peer cache_peer_access cache_replacement_policy cache_store_log cache_swap_high cache_swap_low cache_swap_state cache_vary
  cachemgr_passwd chroot client_delay_access client_delay_initial_bucket_level client_delay_parameters client_delay_pools client_ip_max_connections
  client_netmask clientside_tos collapsed_forwarding_access connect_retries coredump_dir cpu_affinity_map debug_options delay_access delay_class
  delay_initial_bucket_level delay_parameters delay_pools deny_info digest_bits_per_entry digest_rebuild_chunk_percentage diskd_program dns_defnames
  dns_multicast_local dns_nameservers dns_packet_max ecap_service err_html_text err_page_stylesheet error_default_language error_directory error_map
  esi_parser eui_lookup external_acl_type external_refresh_check follow_x_forwarded_for force_request_body_continuation forward_log forward_max_tries
  forwarded_for fqdncache_size ftp_epsv ftp_port ftp_user happy_eyeballs_connect_gap happy_eyeballs_connect_limit happy_eyeballs_connect_timeout
  header_access high_memory_warning high_page_fault_warning high_response_time_warning hostname_aliases hosts_file htcp_access htcp_clr_access htcp_port
  http_access http_port http_reply_access http_upgrade_request_protocols httpd_accel_no_pmtu_disc httpd_accel_surrogate_id https_port icap_access
  icap_class icap_client_username_header icap_connect_timeout icap_default_options_ttl icap_io_timeout icap_log icap_preview_size icap_retry
  icap_retry_limit icap_service icap_service_failure_limit icap_service_revival_delay icon_directory icp_access icp_port icp_query_timeout
  ident_lookup_access incoming_dns_average incoming_rate incoming_tcp_average incoming_udp_average ipcache_high ipcache_low ipcache_size
  loadable_modules location_rewrite_program log_fqdn log_ip_on_direct logfile_daemon logfile_rotate logformat mail_from mail_program
  mark_client_connection mark_client_packet max_filedescriptors max_open_disk_fds maximum_icp_query_timeout maximum_single_addr_tries mcast_groups
  mcast_icp_query_timeout mcast_miss_addr mcast_miss_encode_key mcast_miss_port mcast_miss_ttl memory_cache_mode memory_cache_shared
  memory_replacement_policy mime_table min_dns_poll_cnt min_tcp_poll_cnt min_udp_poll_cnt minimum_direct_hops minimum_direct_rtt
  minimum_icp_query_timeout minimum_object_size miss_access neighbor_type_domain netdb_filename netdb_high netdb_low never_direct note
  on_unsupported_protocol pid_filename pinger_program pipeline_prefetch proxy_protocol_access qos_flows quick_abort_pct range_offset_limit
  refresh_pattern refresh_stale_hit reply_body_max_size reply_header_access reply_header_add reply_header_replace request_body_max_size
  request_header_access request_header_add request_header_replace response_delay_pool response_delay_pool_access send_hit server_pconn_for_nonretriable
  shared_memory_locking shared_transient_entries_limit sleep_after_fork snmp_access snmp_incoming_address snmp_outgoing_address snmp_port
  spoof_client_ip ssl_bump ssl_engine sslcrtd_children sslcrtd_program sslcrtvalidator_children sslcrtvalidator_program sslpassword_program
  sslproxy_cert_adapt sslproxy_cert_error sslproxy_cert_sign sslproxy_cert_sign_hash sslproxy_foreign_intermediate_certs sslproxy_session_ttl
  stats_collection store_dir_select_algorithm store_id_access store_id_children store_id_extras store_id_program store_miss store_objects_per_bucket
  tcp_outgoing_address tcp_outgoing_mark tcp_outgoing_tos tcp_recv_bufsize tls_outgoing_options udp_incoming_address udp_outgoing_address umask
  unique_hostname unlinkd_program uri_whitespace url_rewrite_access url_rewrite_children url_rewrite_extras url_rewrite_program url_rewrite_timeout
  visible_hostname wccp2_address wccp2_assignment_method wccp2_forwarding_method wccp2_return_method wccp2_router wccp2_service wccp2_service_info
  wccp2_weight wccp_address wccp_router wccp_version windows_ipaddrchangemonitor workers zero_buffers zph_local`,
);

/** Gone with older versions: said, and passed over. */
const OBSOLETE = words(
  `balance_on_multiple_ip cache_peer_domain chunked_request_body_max_size dns_testnames dns_v4_fallback dns_v4_first emulate_httpd_log extension_methods
  ftp_list_width hierarchy_stoplist ie_refresh ignore_expect_100 ignore_ims_on_miss log_access log_icap referer_log server_http11 sslproxy_cafile
  sslproxy_capath sslproxy_cipher sslproxy_client_certificate sslproxy_client_key sslproxy_flags sslproxy_options sslproxy_version update_headers
  upgrade_http0.9 url_rewrite_concurrency useragent_log wais_relay_host wais_relay_port`,
);

/** Would change what the lab shows, and are left out. */
const NOT_MODELLED = words('include ssl_bump icap_enable delay_pools adapted_http_access url_rewrite_program store_id_program http_reply_access');

export type DirectiveKind = 'taken' | 'not-modelled' | 'obsolete' | 'unknown';

export function kindOf(name: string): DirectiveKind {
  if (OBSOLETE.has(name)) return 'obsolete';
  if (NOT_MODELLED.has(name)) return 'not-modelled';
  return [BOOLEAN, TIME, SIZE, PORT, OTHER].some((set) => set.has(name)) ? 'taken' : 'unknown';
}

/** What is wrong with a directive's values, as far as Squid says so of their kind (src/Parsing.cc, src/cache_cf.cc parseTimeLine). */
export function wrongValue(name: string, values: readonly string[]): string | undefined {
  const [first, unit] = values;
  if (BOOLEAN.has(name)) return first === 'on' || first === 'off' ? undefined : "Boolean options can only be 'on' or 'off'";
  if (TIME.has(name)) {
    if (!/^-?\d/.test(first ?? '')) return `No digits were found in the input value '${first ?? ''}'`;
    if (unit === undefined) return 'missing time unit';
    return UNITS.test(unit) ? undefined : `unknown time unit '${unit}'`;
  }
  if (SIZE.has(name)) return /^-?\d/.test(first ?? '') ? undefined : `No digits were found in the input value '${first ?? ''}'`;
  if (PORT.has(name)) return portError(first);
  if (name === 'visible_hostname' && first === undefined) return 'expected a name';
  if (name === 'refresh_pattern')
    return values.filter((v) => !v.startsWith('-')).length < 4 ? 'expected a pattern, minutes, a percentage and minutes' : undefined;
  if (name === 'https_port')
    return values.some((v) => v.startsWith('cert=') || v.startsWith('tls-cert=')) ? undefined : 'https_port requires a cert= parameter';
  return undefined;
}

const UNITS = /^(nanosecond|microsecond|millisecond|second|minute|hour|day|week|fortnight|month|year|decade)s?$/;

function portError(text: string | undefined): string | undefined {
  if (!/^\d+$/.test(text ?? '')) return `No digits were found in the input value '${text ?? ''}'`;
  return Number(text) > 65_535 ? `The value '${text}' is larger than the type 'short'` : undefined;
}
