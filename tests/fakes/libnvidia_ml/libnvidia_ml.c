/* A library of NVML's functions that answers from the file named by WAN22_FAKE_NVML.
 *
 * Each line is KEY=VALUE; the first that fits counts. A key is the function without "nvml",
 * for a device with ".INDEX", for an instance of it with ".INDEX.PLACE". A value is the answer;
 * "!15" is the return code 15 instead, "hang" never returns, "\xFF" in a text is that byte.
 * What the file does not name is NVML_ERROR_NOT_SUPPORTED. The file is read for every question, so
 * a test changes the machine by replacing it.
 *
 * Answers of several numbers: clocks are those of the chip and of the memory, a PCI place is bus and
 * device, running processes are pairs of a number and bytes ("-" for bytes that are not told).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SUCCESS = 0, NOT_SUPPORTED = 3, INSUFFICIENT_SIZE = 7, UNKNOWN = 999, LINE = 512 };

typedef struct {
    unsigned long long total, free, used;
} Memory;

typedef struct {
    unsigned gpu, memory;
} Utilization;

typedef struct {
    char bus_id_legacy[16];
    unsigned domain, bus, device, device_id, subsystem_id;
    char bus_id[32];
} Pci;

typedef struct {
    unsigned pid;
    unsigned long long bytes;
    unsigned gpu_instance, compute_instance;
} Process;

static int ask(const char *key, char *answer) {
    const char *path = getenv("WAN22_FAKE_NVML");
    FILE *file = path ? fopen(path, "r") : NULL;
    char line[LINE];
    size_t length = strlen(key);
    int code = NOT_SUPPORTED;
    if (!file) return UNKNOWN;
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, key, length) != 0 || line[length] != '=') continue;
        line[strcspn(line, "\n")] = 0;
        strcpy(answer, line + length + 1);
        code = answer[0] == '!' ? atoi(answer + 1) : SUCCESS;
        break;
    }
    fclose(file);
    if (code == SUCCESS && strcmp(answer, "hang") == 0)
        for (;;) pause();
    return code;
}

/* A device is 1000 * (index + 1), an instance of it that plus its place + 1. */
static int ask_of(const char *function, uintptr_t device, char *answer) {
    char key[128];
    if (device % 1000)
        snprintf(key, sizeof key, "%s.%d.%d", function, (int)(device / 1000) - 1,
                 (int)(device % 1000) - 1);
    else
        snprintf(key, sizeof key, "%s.%d", function, (int)(device / 1000) - 1);
    return ask(key, answer);
}

static int text_of(int code, const char *answer, char *text, unsigned size) {
    unsigned used = 0;
    if (code != SUCCESS) return code;
    while (*answer && used + 1 < size) {
        unsigned byte;
        if (answer[0] == '\\' && sscanf(answer, "\\x%2x", &byte) == 1) {
            text[used++] = (char)byte;
            answer += 4;
        } else {
            text[used++] = *answer++;
        }
    }
    text[used] = 0;
    return SUCCESS;
}

static int numbers_of(int code, const char *answer, unsigned *first, unsigned *second) {
    if (code != SUCCESS) return code;
    *first = *second = 0;
    sscanf(answer, "%u %u", first, second);
    return SUCCESS;
}

#define ANSWER char answer[LINE] = ""
#define NUMBER(function)                                                                  \
    int nvml##function(uintptr_t device, unsigned *number) {                              \
        unsigned other;                                                                   \
        ANSWER;                                                                           \
        return numbers_of(ask_of(#function, device, answer), answer, number, &other);     \
    }
#define NUMBERS(function)                                                                 \
    int nvml##function(uintptr_t device, unsigned *first, unsigned *second) {             \
        ANSWER;                                                                           \
        return numbers_of(ask_of(#function, device, answer), answer, first, second);      \
    }
#define TEXT(function)                                                                    \
    int nvml##function(uintptr_t device, char *text, unsigned size) {                     \
        ANSWER;                                                                           \
        return text_of(ask_of(#function, device, answer), answer, text, size);            \
    }

NUMBER(DeviceGetMaxPcieLinkGeneration)
NUMBER(DeviceGetMaxPcieLinkWidth)
NUMBER(DeviceGetPowerUsage)
NUMBER(DeviceGetEnforcedPowerLimit)
NUMBERS(DeviceGetCudaComputeCapability)
NUMBERS(DeviceGetEccMode)
NUMBERS(DeviceGetMigMode)
TEXT(DeviceGetName)
TEXT(DeviceGetUUID)

int nvmlInitWithFlags(unsigned flags) {
    ANSWER;
    (void)flags;
    return ask("Init", answer);
}

int nvmlShutdown(void) { return SUCCESS; }

const char *nvmlErrorString(int code) {
    (void)code;
    return "an error";
}

int nvmlSystemGetDriverVersion(char *text, unsigned size) {
    ANSWER;
    return text_of(ask("SystemGetDriverVersion", answer), answer, text, size);
}

int nvmlSystemGetCudaDriverVersion_v2(int *version) {
    unsigned other;
    ANSWER;
    return numbers_of(ask("SystemGetCudaDriverVersion", answer), answer, (unsigned *)version,
                      &other);
}

int nvmlDeviceGetCount_v2(unsigned *count) {
    unsigned other;
    ANSWER;
    return numbers_of(ask("DeviceGetCount", answer), answer, count, &other);
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, uintptr_t *device) {
    ANSWER;
    int code;
    *device = 1000 * (uintptr_t)(index + 1);
    code = ask_of("DeviceGetHandleByIndex", *device, answer);
    return code == NOT_SUPPORTED ? SUCCESS : code;
}

int nvmlDeviceGetMigDeviceHandleByIndex(uintptr_t device, unsigned place, uintptr_t *instance) {
    ANSWER;
    *instance = device + place + 1;
    return ask_of("DeviceGetUUID", *instance, answer) == SUCCESS ? SUCCESS : 6;
}

int nvmlDeviceGetMemoryInfo(uintptr_t device, Memory *memory) {
    ANSWER;
    int code = ask_of("DeviceGetMemoryInfo", device, answer);
    memset(memory, 0, sizeof *memory);
    if (code == SUCCESS) sscanf(answer, "%llu %llu", &memory->total, &memory->free);
    return code;
}

int nvmlDeviceGetUtilizationRates(uintptr_t device, Utilization *rates) {
    ANSWER;
    return numbers_of(ask_of("DeviceGetUtilizationRates", device, answer), answer, &rates->gpu,
                      &rates->memory);
}

int nvmlDeviceGetTemperature(uintptr_t device, int sensor, unsigned *celsius) {
    unsigned other;
    ANSWER;
    (void)sensor;
    return numbers_of(ask_of("DeviceGetTemperature", device, answer), answer, celsius, &other);
}

int nvmlDeviceGetClockInfo(uintptr_t device, int clock, unsigned *megahertz) {
    unsigned chip, memory;
    ANSWER;
    int code = numbers_of(ask_of("DeviceGetClockInfo", device, answer), answer, &chip, &memory);
    if (code == SUCCESS) *megahertz = clock == 2 ? memory : chip;
    return code;
}

int nvmlDeviceGetPciInfo_v3(uintptr_t device, Pci *pci) {
    ANSWER;
    memset(pci, 0, sizeof *pci);
    return numbers_of(ask_of("DeviceGetPciInfo", device, answer), answer, &pci->bus, &pci->device);
}

int nvmlDeviceGetComputeRunningProcesses_v3(uintptr_t device, unsigned *count, Process *processes) {
    ANSWER;
    int code = ask_of("DeviceGetComputeRunningProcesses", device, answer);
    unsigned room = *count, used = 0;
    const char *separators = " ";
    char *rest = NULL;
    if (code != SUCCESS) return code;
    for (char *pid = strtok_r(answer, separators, &rest); pid;
         pid = strtok_r(NULL, separators, &rest)) {
        char *bytes = strtok_r(NULL, separators, &rest);
        if (used < room) {
            processes[used].pid = (unsigned)strtoul(pid, NULL, 10);
            processes[used].bytes =
                !bytes || *bytes == '-' ? ~0ULL : strtoull(bytes, NULL, 10);
        }
        used++;
    }
    *count = used;
    return used > room ? INSUFFICIENT_SIZE : SUCCESS;
}
