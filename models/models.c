/* models.c - the table of models. */
#include "models/i5m/i5m.h"
#include "models/iis5/iis5.h"
#include "models/iis6/iis6.h"
#include "models/run.h"

#include <string.h>

const Model models[] = {
    {.name = "iis5", .title = "IIS 5.0", .server = &iis5_server},
    {.name = "iis6", .title = "IIS 6.0", .server = &iis6_server},
    {.name = "i5m", .title = "IIS 5.0 isolation", .server = &i5m_server},
    {0},
};

const Model *model_find(const char *name)
{
    for (const Model *model = models; model->name != NULL; model++) {
        if (strcmp(model->name, name) == 0)
            return model;
    }
    return NULL;
}
