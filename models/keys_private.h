/* keys_private.h - how the rows of the key table are written; shared by its files. Rows are in the
 * order in which a resolved scenario shows them: each file goes on where the one before ends. */
#pragma once
#include "models/keys.h"

#define MS          1e6
#define SECOND      1e9
#define MINUTE      (60 * SECOND)
#define KILOBYTE    1024.0
#define TERABYTE    (1024.0 * 1024 * 1024 * 1024)
#define FOREVER     3.1536e18 /* 100 years */
#define MANY        1e12
#define THREADS_MAX 1e6

#define SPECIAL(name)       0, name, KEY_SPECIAL
#define RUN(field)          "scenario", offsetof(ModelConfig, field)
#define MACHINE(field)      "machine", offsetof(WebMachineConfig, field)
#define ASPNET(field)       "aspnet", offsetof(AspnetConfig, field)
#define IIS5(field)         "iis5", offsetof(Iis5Config, field)
#define SITE(field)         "site", offsetof(WebSiteConfig, field)
#define POOL(field)         "pool", offsetof(Iis6PoolConfig, field)
#define APP(field)          "app", offsetof(WebAppConfig, field)
#define BACKEND(field)      "backend", offsetof(WebBackendConfig, field)
#define PAGE(field)         "page", offsetof(WebPageConfig, field)
#define CLIENTS(field)      "clients", offsetof(WebClientsConfig, field)
#define FAULT(field)        "fault", offsetof(WebFaultConfig, field)
#define HTTPSYS(field)      "httpsys", offsetof(Iis6HttpSysConfig, field)
#define LIMITS(field)       "limits", offsetof(ModelLimitsConfig, field)
#define COST(field)         "costs", offsetof(ModelCosts, field)
#define CITED(key)          .label = "cited", .source = key
#define DERIVED(key)        .label = "derived", .source = key
#define ASSUMPTION(key)     .label = "assumption", .source = key
#define OWN                 .label = "simulator", .source = "simulator"
#define RANGE(low, high)    .min = low, .max = high
#define DOCUMENTED(low, up) .documented_min = low, .documented_max = up
#define ALL                 .reads = READS_ALL
#define FRONT5              .reads = READS_IIS5 | READS_I5M
#define ONLY5               .reads = READS_IIS5
#define ONLY6               .reads = READS_IIS6
#define HTTP_SYS            .reads = READS_IIS6 | READS_I5M

extern const ModelKey model_keys_run[];
extern const ModelKey model_keys_aspnet[];
extern const ModelKey model_keys_aspnet_domains[];
extern const ModelKey model_keys_app_domains[];
extern const ModelKey model_keys_front[];
extern const ModelKey model_keys_costs[];
extern const ModelKey model_keys_site[];
extern const ModelKey model_keys_pool[];
extern const ModelKey model_keys_clients[];
extern const ModelKey model_keys_fault[];
