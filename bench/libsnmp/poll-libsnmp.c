/* poll-libsnmp: what Net-SNMP's own C library needs for the poll that bench/poll.ts measures, by its asynchronous API.
 *
 *   poll-libsnmp FIRST COUNT PORT COMMUNITY SWEEPS WINDOW    (FIRST: 127.1.0.1, WINDOW: devices under way)
 *
 * Each device gets one GET of single objects and then GETBULKs of all columns until each has ended, over a session that is
 * kept. What arrives is taken apart by the library and the numbers are added up. After each sweep one JSON line:
 * values, answered devices, CPU and wall seconds, resident MB. Only 127.0.0.0/8 is asked. */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>
#include <arpa/inet.h>
#include <sys/resource.h>

enum { COLUMNS = 17, SCALARS = 9, REPETITIONS = 25, MAX_REQUESTS = 200 };

static const char *scalar_text[SCALARS] = {
    "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.3.0",    "1.3.6.1.2.1.1.4.0",    "1.3.6.1.2.1.1.5.0",
    "1.3.6.1.2.1.1.6.0", "1.3.6.1.2.1.2.1.0", "1.3.6.1.2.1.31.1.5.0", "1.3.6.1.2.1.25.1.1.0"};
static const char *column_text[COLUMNS] = {
    "1.3.6.1.2.1.2.2.1.7",     "1.3.6.1.2.1.2.2.1.8",     "1.3.6.1.2.1.2.2.1.9",     "1.3.6.1.2.1.2.2.1.13",
    "1.3.6.1.2.1.2.2.1.14",    "1.3.6.1.2.1.2.2.1.19",    "1.3.6.1.2.1.2.2.1.20",    "1.3.6.1.2.1.31.1.1.1.1",
    "1.3.6.1.2.1.31.1.1.1.6",  "1.3.6.1.2.1.31.1.1.1.7",  "1.3.6.1.2.1.31.1.1.1.10", "1.3.6.1.2.1.31.1.1.1.11",
    "1.3.6.1.2.1.31.1.1.1.15", "1.3.6.1.2.1.31.1.1.1.19", "1.3.6.1.2.1.2.2.1.3",     "1.3.6.1.2.1.2.2.1.5",
    "1.3.6.1.2.1.31.1.1.1.18"};

typedef struct { oid id[MAX_OID_LEN]; size_t length; } Name;
typedef struct { netsnmp_session *session; Name at[COLUMNS]; int open[COLUMNS], asked[COLUMNS], asked_count, requests; } Device;

static Name scalars[SCALARS], columns[COLUMNS];
static Device *devices;
static int count, next_device, under_way;
static unsigned long long values, sum, answered, failed;

static void begin_next(void);

static void fail(const char *what) { fprintf(stderr, "poll-libsnmp: %s\n", what); exit(1); }

static void end_device(int good) {
  under_way--;
  if (good) answered++; else failed++;
  begin_next();
}

static void send_bulk(Device *device, int index) {
  netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GETBULK);
  pdu->non_repeaters = 0;
  pdu->max_repetitions = REPETITIONS;
  device->asked_count = 0;
  for (int c = 0; c < COLUMNS; c++)
    if (device->open[c]) {
      snmp_add_null_var(pdu, device->at[c].id, device->at[c].length);
      device->asked[device->asked_count++] = c;
    }
  (void)index;
  if (device->asked_count == 0) { snmp_free_pdu(pdu); end_device(1); return; }
  if (++device->requests > MAX_REQUESTS || snmp_send(device->session, pdu) == 0) { snmp_free_pdu(pdu); end_device(0); }
}

/* Takes what came as the poller of any language would: the number of each value, the name to go on from. */
static void take(Device *device, const netsnmp_pdu *pdu, int bulk) {
  int at = 0;
  for (const netsnmp_variable_list *v = pdu->variables; v; v = v->next_variable, at++) {
    values++;
    if (v->type == ASN_COUNTER64) sum += ((unsigned long long)v->val.counter64->high << 32) + v->val.counter64->low;
    else if (v->type == ASN_OCTET_STR) sum += v->val_len;
    else if (v->val.integer) sum += (unsigned long)*v->val.integer;
    if (!bulk) continue;
    int c = device->asked[at % device->asked_count];
    if (!device->open[c]) continue;
    if (v->type == SNMP_ENDOFMIBVIEW || netsnmp_oid_is_subtree(columns[c].id, columns[c].length, v->name, v->name_length) != 0 ||
        snmp_oid_compare(v->name, v->name_length, device->at[c].id, device->at[c].length) <= 0) { device->open[c] = 0; continue; }
    memcpy(device->at[c].id, v->name, v->name_length * sizeof(oid));
    device->at[c].length = v->name_length;
  }
}

static int on_answer(int operation, netsnmp_session *session, int reqid, netsnmp_pdu *pdu, void *magic) {
  (void)session; (void)reqid;
  Device *device = magic;
  if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE || pdu->errstat != SNMP_ERR_NOERROR) { end_device(0); return 1; }
  take(device, pdu, device->requests > 0);
  send_bulk(device, (int)(device - devices));
  return 1;
}

static void begin_next(void) {
  if (next_device >= count) return;
  Device *device = &devices[next_device++];
  under_way++;
  device->requests = 0;
  for (int c = 0; c < COLUMNS; c++) { device->at[c] = columns[c]; device->open[c] = 1; }
  netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GET);
  for (int s = 0; s < SCALARS; s++) snmp_add_null_var(pdu, scalars[s].id, scalars[s].length);
  if (snmp_send(device->session, pdu) == 0) { snmp_free_pdu(pdu); under_way--; failed++; }
}

static void name_of(const char *text, Name *name) {
  name->length = MAX_OID_LEN;
  if (!read_objid(text, name->id, &name->length)) fail("a name is no object identifier");
}

int main(int argc, char **argv) {
  if (argc != 7) fail("usage: poll-libsnmp FIRST COUNT PORT COMMUNITY SWEEPS WINDOW");
  struct in_addr first;
  if (!inet_aton(argv[1], &first) || (ntohl(first.s_addr) >> 24) != 127) fail("FIRST must be in 127.0.0.0/8");
  count = atoi(argv[2]);
  int port = atoi(argv[3]), sweeps = atoi(argv[5]), window = atoi(argv[6]);
  struct rlimit files = {(rlim_t)count + 64, (rlim_t)count + 64};
  if (setrlimit(RLIMIT_NOFILE, &files) != 0) perror("setrlimit");
  setenv("MIBS", "", 1);
  netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
  netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
  init_snmp("poll-libsnmp");
  for (int s = 0; s < SCALARS; s++) name_of(scalar_text[s], &scalars[s]);
  for (int c = 0; c < COLUMNS; c++) name_of(column_text[c], &columns[c]);
  devices = calloc((size_t)count, sizeof *devices);
  if (!devices) fail("no memory");
  for (int d = 0; d < count; d++) {
    char peer[64];
    struct in_addr address = {htonl(ntohl(first.s_addr) + (uint32_t)d)};
    snprintf(peer, sizeof peer, "udp:%s:%d", inet_ntoa(address), port);
    netsnmp_session wanted;
    snmp_sess_init(&wanted);
    wanted.version = SNMP_VERSION_2c;
    wanted.peername = peer;
    wanted.community = (u_char *)argv[4];
    wanted.community_len = strlen(argv[4]);
    wanted.callback = on_answer;
    wanted.callback_magic = &devices[d];
    wanted.timeout = 2000000;
    wanted.retries = 1;
    devices[d].session = snmp_open(&wanted);
    if (!devices[d].session) fail("a session cannot be opened");
  }
  netsnmp_large_fd_set readable;
  netsnmp_large_fd_set_init(&readable, FD_SETSIZE);
  for (int sweep = 0; sweep < sweeps; sweep++) {
    struct rusage before, after;
    struct timespec begun, ended;
    getrusage(RUSAGE_SELF, &before);
    clock_gettime(CLOCK_MONOTONIC, &begun);
    values = answered = failed = 0;
    next_device = 0;
    for (int w = 0; w < window; w++) begin_next();
    while (under_way > 0) {
      int highest = 0, block = 1;
      struct timeval wait = {1, 0};
      NETSNMP_LARGE_FD_ZERO(&readable);
      snmp_select_info2(&highest, &readable, &wait, &block);
      int ready = netsnmp_large_fd_set_select(highest, &readable, NULL, NULL, block ? NULL : &wait);
      if (ready > 0) snmp_read2(&readable); else snmp_timeout();
    }
    getrusage(RUSAGE_SELF, &after);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    double cpu = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec + after.ru_stime.tv_sec - before.ru_stime.tv_sec) +
                 (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec + after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1e6;
    double wall = (double)(ended.tv_sec - begun.tv_sec) + (double)(ended.tv_nsec - begun.tv_nsec) / 1e9;
    printf("{\"values\":%llu,\"answered\":%llu,\"failed\":%llu,\"cpuSeconds\":%.3f,\"wallSeconds\":%.3f,\"rssMB\":%.0f,\"sum\":%llu}\n",
           values, answered, failed, cpu, wall, (double)after.ru_maxrss * 1024 / 1e6, sum);
    fflush(stdout);
  }
  return failed ? 1 : 0;
}
