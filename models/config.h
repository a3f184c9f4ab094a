/* config.h - everything that a run can be told, as plain data: what the scenario reader fills and
 * the models read. The key table (keys.c) says for each field its name in a scenario, unit, range,
 * default per version, meaning and source; nothing is explained twice.
 *
 * One ModelConfig is one variant. It does not change once it has been read, so that all
 * replications share it. Times are ns, sizes bytes. SIM_NEVER in a time or a count means 'none',
 * 'Infinite', 'no limit'. Entities refer to each other by index. Strings are owned by the config.
 */
#pragma once
#include "sim/units.h"
#include "sim/variate.h"
#include <glib.h>
#include <stdbool.h>

#define MODEL_NONE UINT32_MAX /* an index that points at nothing */

/* ---- work: what a page or a cost consists of, in order, on one thread ---- */

typedef enum {
    STEP_CPU,     /* user-mode processor time */
    STEP_KERNEL,  /* kernel-mode processor time */
    STEP_WAIT,    /* a delay that uses nothing but the thread */
    STEP_BACKEND, /* a visit to a backend, waiting for a connection first */
    STEP_CALL,    /* a page of the same server, through its front end */
} WebStepKind;

typedef struct {
    WebStepKind kind;
    double probability; /* that the step is taken; 1 unless 'with P%' */
    SimVariate demand;  /* ns */
    uint32_t backend;   /* for STEP_BACKEND: index into ModelConfig.backends */
    uint32_t page;      /* for STEP_CALL: index into ModelConfig.pages */
} WebStep;

typedef struct {
    WebStep *steps; /* owned */
    uint32_t count;
} WebWork;

/* ---- workload ---- */

typedef enum {
    ARRIVALS_POISSON, /* rate_per_s */
    ARRIVALS_EVERY,   /* interval */
    ARRIVALS_USERS,   /* users, think */
    ARRIVALS_RAMP,    /* points: rate at time, linear between, constant outside */
    ARRIVALS_SINE,    /* rate_per_s, amplitude, period_ns */
    ARRIVALS_MMPP,    /* phases: rate for a holding time, in order, over and over */
    ARRIVALS_BATCHES, /* Poisson at rate_per_s if that is above 0, else every interval; size */
    ARRIVALS_REPLAY,  /* replay */
    ARRIVALS_AT,      /* bursts */
} ClientArrivalsKind;

typedef struct {
    int64_t time_ns;
    double rate_per_s;
} ClientRampPoint;

typedef struct {
    double rate_per_s;
    SimVariate holding; /* ns */
} ClientPhase;

typedef struct {
    int64_t time_ns;
    int64_t count;
} ClientBurst;

typedef struct {
    int64_t time_ns;
    uint32_t page;   /* index into ModelConfig.pages */
    uint32_t client; /* the number of a client, 0 when the file names none */
} ClientReplayEntry;

typedef struct {
    ClientArrivalsKind kind;
    double rate_per_s;
    SimVariate interval; /* ns */
    int64_t users;
    SimVariate think; /* ns */
    double amplitude; /* 0..1, of the mean rate */
    int64_t period_ns;
    SimVariate size;       /* of a batch */
    ClientRampPoint *ramp; /* owned, as the arrays below; by rising time */
    uint32_t ramp_count;
    ClientPhase *phases;
    uint32_t phase_count;
    ClientBurst *bursts;
    uint32_t burst_count;
    ClientReplayEntry *replay; /* by rising time */
    uint32_t replay_count;
} ClientArrivals;

typedef struct {
    uint32_t page;
    double weight;   /* pages = a:3, b:1 */
    uint32_t repeat; /* path = a > b*5 */
    bool with_next;  /* path = a & b: asked for together with the next */
} ClientPage;

enum { /* bits of WebClientsConfig.retry_on: 1 << outcome */
       RETRY_ON_ERROR = 1 << 1,
       RETRY_ON_REJECTED = 1 << 2,
       RETRY_ON_REFUSED = 1 << 3,
       RETRY_ON_RESET = 1 << 4,
};

/* What who walks a path does when the session turns out to be gone. */
typedef enum { SESSION_LOST_GO_ON, SESSION_LOST_RESTART, SESSION_LOST_LEAVE } ClientSessionLost;

typedef struct {
    char *name;
    ClientArrivals arrivals;
    ClientPage *pages; /* owned */
    uint32_t page_count;
    bool is_path;       /* the pages are walked in order, one client after another */
    SimVariate think;   /* between the pages of a path that does not come from users(..); ns */
    int64_t timeout_ns; /* SIM_NEVER: waits for ever */
    bool has_patience;
    SimVariate patience; /* ns */
    SimVariate retry_delay;
    int64_t retry_times; /* 0: none */
    uint32_t retry_on;
    ClientSessionLost on_session_lost;
    bool keep_alive;
    double bandwidth_bytes_per_s; /* 0: unlimited */
    int64_t request_bytes;        /* request line and headers */
    int64_t field_bytes;          /* the longest header */
    struct WebBinding *host;      /* owned; NULL: the first binding of the page's site */
    bool is_local; /* the client's address is the server's own: the local gate applies */
} WebClientsConfig;

typedef enum { SESSION_NONE, SESSION_READONLY, SESSION_READWRITE } WebSessionUse;

typedef struct {
    char *name;
    uint32_t app;
    char *url;          /* /shop/cart.aspx: the extension picks the handler */
    uint32_t url_count; /* the page is spread over that many URLs */
    SimVariate urls;    /* zipf: which of them, from 1; anything else: all alike */
    WebWork work;
    int64_t size_bytes;    /* of the response body */
    int64_t memory_bytes;  /* held while it executes */
    int64_t leak_bytes;    /* left behind in the process by every execution */
    int64_t request_bytes; /* of the request's body */
    bool is_authenticated; /* its requests carry Authorization */
    bool kernel_cache;     /* nothing keeps it out of http.sys's response cache */
    int64_t status;        /* the answer that the page is meant to give */
    WebSessionUse session;
    bool catches_calls;      /* a call that fails does not make it fail */
    int64_t output_cache_ns; /* lifetime in the ASP.NET output cache; 0: not cached */
    bool in_process;         /* its DLL is one of InProcessIsapiApps */
} WebPageConfig;

/* ---- the machine and what is outside it ---- */

typedef struct {
    int64_t cores;
    int64_t memory_bytes;
    int64_t virtual_memory_limit_bytes; /* of one process */
    int64_t limits_cores; /* settings per CPU count so many; 0: as many as there are. For who asks
                             what more cores alone would do: no scenario has it */
} WebMachineConfig;

static inline int64_t web_machine_cpus(const WebMachineConfig *machine)
{
    return machine->limits_cores > 0 ? machine->limits_cores : machine->cores;
}

typedef enum { BACKEND_FIFO, BACKEND_PS } WebBackendDiscipline;

typedef struct {
    char *name;
    int64_t connections; /* SIM_NEVER: no limit */
    WebBackendDiscipline discipline;
    bool is_builtin; /* the machine's own disk, 'disk': always there, one visit at a time */
} WebBackendConfig;

typedef enum {
    HANDLER_ASPNET,
    HANDLER_STATIC,
    HANDLER_ASP,
    HANDLER_ISAPI,
    HANDLER_CGI,
    HANDLER_PROHIBITED
} WebHandler;

typedef struct {
    char *extension; /* .aspx */
    WebHandler handler;
    bool is_prohibited; /* by IIS 6's list of web service extensions */
} WebScriptMapEntry;

/* ---- ASP.NET ---- */

typedef enum { ASPNET_1_0, ASPNET_1_1, ASPNET_2_0, ASPNET_VERSIONS } AspnetVersion;

/* What the reading of 'free threads' in aspnet_wp counts: see keys.c, gate-counts. */
typedef enum { GATE_COUNTS_DOCUMENTED, GATE_COUNTS_CODE } AspnetGateCounts;

typedef struct { /* httpRuntime: an application may override it */
    int64_t execution_timeout_ns;
    int64_t min_free_threads;
    int64_t min_local_request_free_threads;
    int64_t app_request_queue_limit;
    bool enable_kernel_output_cache;
} AspnetHttpRuntimeConfig;

typedef struct { /* httpRuntime, hostingEnvironment, compilation, as far as they rule an AppDomain's
                    life: an application may override it */
    int64_t shutdown_timeout_ns;         /* httpRuntime: how long an unload waits for requests */
    int64_t delay_notification_ns;       /* changes are ignored until the first request is done */
    int64_t wait_change_notification_ns; /* changes this close are one; 0: off */
    int64_t max_wait_notification_ns;    /* but no longer than this; 0: off */
    int64_t max_request_length_bytes;    /* a longer request is an error */
    int64_t hosting_shutdown_timeout_ns; /* hostingEnvironment: registered objects may take */
    int64_t hosting_idle_timeout_ns;     /* hostingEnvironment: an AppDomain without requests */
    bool debug;                          /* compilation: one assembly per page, no time-out */
    bool batch;                          /* compilation: all pages of a folder together */
    int64_t max_batch_size;              /* pages */
    int64_t recompiles_before_restart;
} AspnetDomainConfig;

/* Whether there may be more HttpApplications than maxWorkerThreads. */
typedef enum { INSTANCES_UNBOUNDED, INSTANCES_MAX_WORKER_THREADS } AspnetInstances;

typedef struct {
    AspnetVersion version;
    AspnetHttpRuntimeConfig http_runtime;
    AspnetDomainConfig domain;
    bool auto_config;           /* already applied to the numbers below */
    int64_t max_worker_threads; /* per CPU */
    int64_t max_io_threads;
    int64_t min_worker_threads; /* per CPU */
    int64_t min_io_threads;
    int64_t request_queue_limit;
    int64_t client_connected_check_ns;
    int64_t response_deadlock_interval_ns;
    AspnetGateCounts gate_counts;
    int64_t thread_injection_ns;  /* between new threads above the minimum: 500 ms */
    int64_t thread_retirement_ns; /* an idle thread above the minimum ends after this */
    int64_t gate_timer_ns;        /* 10 s */
    int64_t execution_check_ns;   /* executionTimeout is enforced this often: 15 s; 0 = at once */
    int64_t max_connection;       /* calls under way to one address, for each AppDomain */
    int64_t call_threads;         /* of each kind, that a call uses */
    int64_t call_free_threads;    /* with fewer of either kind free a call fails at once */
    int64_t call_timeout_ns;
    int64_t application_trim_ns; /* free HttpApplications are trimmed this often: 30 s */
    int64_t session_timeout_ns;  /* 20 min */
    int64_t session_poll_ns;     /* who waits for a session's lock looks this often; 0 = at once */
    int64_t state_network_timeout_ns;
    int64_t sql_command_timeout_ns;
    int64_t unload_poll_ns;  /* an AppDomain that ends looks this often whether it is empty */
    int64_t idle_check_ns;   /* idle AppDomains are looked for this often: 30 s */
    int64_t max_app_domains; /* in a process */
    AspnetInstances application_instances;
} AspnetConfig;

/* ---- sites ---- */

typedef struct WebBinding {
    char *ip; /* NULL: all */
    int64_t port;
    char *host; /* NULL: any; '+': the strong wildcard */
} WebBinding;

typedef struct {
    char *name;
    WebBinding *bindings; /* owned; at least one */
    uint32_t binding_count;
    bool server_auto_start; /* it runs */
    int64_t max_connections;
    int64_t max_endpoint_connections;
    int64_t max_bandwidth;       /* bytes per second */
    bool has_connection_timeout; /* its own */
    int64_t connection_timeout_ns;
} WebSiteConfig;

/* Where session state lives. */
typedef enum {
    SESSION_IN_PROC,
    SESSION_STATE_SERVER,
    SESSION_SQL_SERVER,
    SESSION_OFF,
} WebSessionMode;

/* The metabase's AppIsolated: where an application's ISAPIs and ASP run in IIS 5. */
typedef enum { APP_IN_PROCESS, APP_OUT_OF_PROCESS, APP_POOLED } WebAppIsolated;

typedef struct {
    char *name;
    char *path;    /* /shop */
    uint32_t site; /* 0 where there are no sites */
    uint32_t pool;
    bool is_warm; /* start = warm */
    int64_t memory_bytes;
    WebSessionMode session_mode;
    int64_t session_memory_bytes; /* of each session, in the process */
    AspnetHttpRuntimeConfig http_runtime;
    WebAppIsolated app_isolated;
    int64_t app_oop_recover_limit;
    AspnetDomainConfig domain;
    bool is_enabled;                   /* httpRuntime enable */
    int64_t registered_object_stop_ns; /* how long its registered objects take to stop */
} WebAppConfig;

/* The user-mode file cache of a process: inetinfo or w3wp. */
typedef struct {
    int64_t max_file_bytes;
    int64_t ttl_ns; /* what nobody asked for since the last time is flushed this often */
} WebFileCacheConfig;

/* ---- IIS 5 (also i5m): inetinfo, ATQ, the pipe, aspnet_wp's process model ---- */

typedef enum { EDITION_SERVER, EDITION_PROFESSIONAL } Iis5Edition;

typedef struct {
    bool enable; /* processModel: aspnet_wp; false: ASP.NET runs in inetinfo */
    int64_t server_listen_backlog;
    int64_t accepts_posted;
    int64_t max_pool_threads; /* per CPU */
    int64_t pool_thread_limit;
    int64_t asp_processor_thread_max; /* per CPU */
    int64_t asp_request_queue_max;
    int64_t asp_queue_connection_test_ns;
    WebFileCacheConfig files;
    int64_t sync_pipes_per_cpu;
    int64_t callbacks;          /* synchronous callbacks per request */
    int64_t body_preload_bytes; /* of a request, that travels with its message */
    int64_t pipe_message_bytes; /* a response message is cut below this: 31 kB */
    int64_t restart_queue_limit;
    int64_t timeout_ns; /* processModel timeout: age */
    int64_t idle_timeout_ns;
    int64_t shutdown_timeout_ns;
    int64_t request_limit;
    int64_t memory_limit_percent; /* of physical memory; SIM_NEVER: off */
    bool web_garden;
    int64_t cpu_mask;  /* of a web garden: a bit per processor */
    bool rql_recycles; /* passing requestQueueLimit replaces aspnet_wp */
    int64_t ping_frequency_ns;
    int64_t ping_timeout_ns;
    int64_t restart_deadlock_interval_ns;
    int64_t deadlock_check_ns;
    int64_t connection_timeout_ns;
    Iis5Edition edition;
    int64_t monitor_ns; /* the ISAPI looks at age, memory, idle this often; 0 = at once */
} Iis5Config;

/* ---- IIS 6 ---- */

typedef enum { CPU_ACTION_EVENT, CPU_ACTION_KILL, CPU_ACTION_TRACE } Iis6CpuAction;
typedef enum { DISPATCH_ROUND_ROBIN, DISPATCH_PULL, DISPATCH_RANDOM } Iis6Dispatch;

typedef struct {
    char *name;
    int64_t app_pool_queue_length;
    int64_t max_processes;
    int64_t periodic_restart_time_ns;
    int64_t periodic_restart_requests;
    int64_t periodic_restart_memory_bytes; /* virtual */
    int64_t periodic_restart_private_memory_bytes;
    int64_t *periodic_restart_schedule_ns; /* owned; time of day */
    uint32_t periodic_restart_schedule_count;
    int64_t idle_timeout_ns;
    int64_t startup_time_limit_ns;
    int64_t shutdown_time_limit_ns;
    bool pinging_enabled;
    int64_t ping_interval_ns; /* SIM_NEVER: no pings */
    int64_t ping_response_time_ns;
    int64_t asp_hung_after_ns;
    bool orphan_worker_process;
    int64_t cpu_limit; /* 1/1000 %, of all cores; SIM_NEVER: none */
    Iis6CpuAction cpu_action;
    int64_t cpu_reset_interval_ns;
    bool rapid_fail_protection;
    int64_t rapid_fail_interval_ns;
    int64_t rapid_fail_max_crashes;
    int64_t load_balancer_capabilities; /* 2: refusals are 503, 1: TCP resets */
    bool disallow_overlapping_rotation;
    bool disallow_rotation_on_config_change;
    char *identity; /* NetworkService, LocalSystem, LocalService, or the name of a user */
    Iis6Dispatch dispatch;
    int64_t held_requests;    /* SIM_NEVER: none, no limit */
    int64_t max_pool_threads; /* w3wp's own I/O threads, per CPU */
    int64_t pool_thread_limit;
    int64_t asp_processor_thread_max;
    int64_t asp_request_queue_max;
    int64_t asp_queue_connection_test_ns;
    WebFileCacheConfig files;
} Iis6PoolConfig;

typedef enum { SCAVENGER_PERIODIC, SCAVENGER_IDLE } Iis6Scavenger;
typedef enum { APP_POOL_TIMER_RESET, APP_POOL_TIMER_503 } Iis6AppPoolTimer;

typedef struct {
    bool uri_enable_cache;
    int64_t activity_period_ns; /* 0: every static response is kept */
    int64_t uri_scavenger_period_ns;
    Iis6Scavenger scavenger;
    int64_t uri_max_uri_bytes;
    int64_t i5m_queue_length; /* the one kernel queue of IIS 5.0 isolation mode */
    int64_t connection_timeout_ns;
    Iis6AppPoolTimer app_pool_timer; /* what is done with one that has waited for so long */
    int64_t max_global_bandwidth;    /* bytes per second */
    int64_t min_file_bytes_per_sec;
    int64_t url_segment_max_length;
    int64_t url_segment_max_count;
    int64_t max_field_length;
    int64_t max_request_bytes;
    int64_t demand_start_threshold; /* worker processes of all pools */
    int64_t nonpaged_pool_bytes;
    int64_t connection_memory_bytes;
    bool aggressive_memory;
} Iis6HttpSysConfig;

/* ---- limits, costs, faults ---- */

typedef enum { TIMER_PHASES_SEEDED, TIMER_PHASES_ARMED } ModelTimerPhases;

typedef struct {
    bool preset_none;
    ModelTimerPhases timer_phases;
} ModelLimitsConfig;

/* Every cost takes the grammar of 'work'. costs.md of the documentation says where each default
 * comes from; the key table carries its label: cited, derived or assumption. */
typedef struct {
    bool preset_zero; /* costs that the scenario does not write are nothing */
    WebWork http_cache_hit;
    WebWork http_dispatch;
    WebWork context_switch;
    WebWork w3wp_native;
    WebWork inetinfo_in;
    WebWork inetinfo_out;
    WebWork i5m_native; /* inetinfo's part behind http.sys, both ways together */
    WebWork pipeline;
    WebWork static_w3wp;
    WebWork static_inetinfo;
    WebWork pipe_oneway;
    WebWork dllhost_call;  /* one way */
    WebWork callback_work; /* of inetinfo, on its thread, for a synchronous callback */
    WebWork process_start;
    WebWork cgi_start;
    WebWork clr_load;
    WebWork appdomain_create;
    WebWork compile_batch;
    WebWork compile_page;
    WebWork jit;
    WebWork application_instance;
    WebWork thread_create;
    WebWork page_fault;
    WebWork session_state_server; /* one visit: to fetch a session, or to store it */
    WebWork session_sql_server;
    WebWork inetinfo_restart; /* after its death */
    WebWork page_life_cycle;  /* of an .aspx page that executes in full */
    WebWork remoting_call;    /* 2.0: from the Application Manager into an AppDomain */
    WebWork isapi_load;       /* once per ISAPI extension and process */
    WebWork file_read;        /* a static file that the process does not hold */
    int64_t memory_w3wp_bytes;
    int64_t memory_aspnet_wp_bytes;
    int64_t memory_inetinfo_bytes;
    int64_t memory_dllhost_bytes;
    int64_t memory_clr_bytes;
    int64_t memory_appdomain_bytes;
} ModelCosts;

typedef enum {
    FAULT_CRASH,
    FAULT_SLOW_BACKEND,
    FAULT_STACK_OVERFLOW,
    FAULT_EXCEPTION,
    FAULT_EXCEPTION_OFF_REQUEST,
    FAULT_HANG,
    FAULT_DEADLOCK,
    FAULT_BACKEND_OUTAGE,
    FAULT_LEAK,
    FAULT_SPIN,
    FAULT_POOL_STOP,
    FAULT_OPERATOR_RESTART,
    FAULT_START_FAILURE,
    FAULT_RECYCLE,
    FAULT_IISRESET,
    FAULT_CONFIG_CHANGE,
    FAULT_CONFIG_STORM,
    FAULT_COMPILE_STORM,
    FAULT_RECYCLE_APPDOMAIN,
    FAULT_KINDS
} WebFaultKind;
extern const char *const web_fault_kind_names[]; /* as written; ended by NULL */

/* What changes on the machine; those up to CHANGE_CHOICES can be written. */
typedef enum {
    CHANGE_WEB_CONFIG,
    CHANGE_GLOBAL_ASAX,
    CHANGE_BIN,
    CHANGE_APP_CODE,  /* 2.0 */
    CHANGE_DIRECTORY, /* 2.0: a folder is made, removed or renamed */
    CHANGE_MACHINE_CONFIG,
    CHANGE_SECURITY_POLICY,
    CHANGE_PHYSICAL_PATH,
    CHANGE_METABASE,
    CHANGE_APP_OFFLINE, /* 2.0: App_Offline.htm is there */
    CHANGE_CHOICES,
    CHANGE_APP_ONLINE = CHANGE_CHOICES, /* and is gone again */
    CHANGE_BY_HAND,                     /* nothing: an administrator recycles the AppDomain */
} WebChange;

typedef enum { FAULT_AT, FAULT_EVERY, FAULT_PER_REQUEST } WebFaultTiming;
typedef enum {
    FAULT_TARGET_APP,
    FAULT_TARGET_POOL,
    FAULT_TARGET_PAGE,
    FAULT_TARGET_BACKEND,
    FAULT_TARGET_MACHINE,
} WebFaultTarget;

typedef struct {
    char *name;
    WebFaultKind kind;
    WebFaultTarget target;
    uint32_t target_index;
    WebFaultTiming timing;
    int64_t *at_ns; /* owned: at = 10min, 20min */
    uint32_t at_count;
    SimVariate every;   /* ns */
    double probability; /* per request */
    bool has_for;
    SimVariate lasts;        /* ns; 'for' */
    double factor;           /* slow-backend: demands are multiplied by this */
    SimVariate delay;        /* slow-backend: and this is added; ns */
    bool restart_on_request; /* crash: the replacement starts with the next request, not at once */
    bool is_native;          /* hang: executionTimeout cannot end it */
    int64_t leak_bytes;      /* leak: by each execution */
    int64_t threads;         /* spin: so many in each process */
    WebChange what;          /* config-change, config-storm */
    SimVariate interval;     /* storms: between two changes; ns */
} WebFaultConfig;

typedef struct {
    int64_t duration_ns;
    int64_t warmup_ns;      /* SIM_NEVER: auto; it must be fixed before anything is run */
    uint32_t series_pieces; /* a finer time series than usual, with 'latency' in it; 0: as usual */
    int64_t drain_ns;
    int64_t clock_ns; /* time of day at time 0, for schedules */
    uint64_t seed;
    double load;
    int64_t delayed_by_ns;   /* isolation: what counts as later */
    double delayed_by_share; /* 0.1: or by a tenth, if that is more */
    int64_t *within_ns;      /* owned: the T of every within(T) that an slo names */
    uint32_t within_count;

    WebMachineConfig machine;
    AspnetConfig aspnet;
    Iis5Config iis5;
    Iis6HttpSysConfig httpsys;
    ModelLimitsConfig limits;
    ModelCosts costs;

    WebScriptMapEntry *scriptmap; /* owned, as all arrays here */
    uint32_t scriptmap_count;
    WebBackendConfig *backends; /* [0] is the built-in disk unless the scenario has one */
    uint32_t backend_count;
    WebSiteConfig *sites; /* none: one site holds all */
    uint32_t site_count;
    Iis6PoolConfig *pools;
    uint32_t pool_count;
    WebAppConfig *apps;
    uint32_t app_count;
    WebPageConfig *pages;
    uint32_t page_count;
    WebClientsConfig *clients;
    uint32_t client_count;
    WebFaultConfig *faults;
    uint32_t fault_count;
} ModelConfig;

/* All zero but for what has no meaning as zero; freeing frees all that it owns. */
ModelConfig *model_config_new(void);
void model_config_free(ModelConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ModelConfig, model_config_free)
