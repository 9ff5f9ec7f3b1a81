/*
 * A disk that misbehaves on demand: preloaded into a broker by the fault tests.
 *
 * The file named by DISK_FAULTS holds one word and a number, read again at each call:
 *   ok              everything passes through
 *   fail-sync 0     fdatasync and fsync of a .log file fail with EIO
 *   slow-sync MS    fdatasync and fsync of a .log file take MS milliseconds longer
 *   full 0          writes to a .log file fail with ENOSPC
 * Only files whose names end in ".log" are touched: the broker's other files have tests of their own.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int mode(const char *wanted, long *number) {
  const char *path = getenv("DISK_FAULTS");
  char word[32] = "ok";
  FILE *file;
  *number = 0;
  if (path == NULL || (file = fopen(path, "r")) == NULL) return 0;
  int fields = fscanf(file, "%31s %ld", word, number);
  fclose(file);
  return fields >= 1 && strcmp(word, wanted) == 0;
}

static int is_log(int fd) {
  char link[64], name[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length < 4) return 0;
  return memcmp(name + length - 4, ".log", 4) == 0;
}

static int sync_fault(int fd) {
  long number;
  if (!is_log(fd)) return 0;
  if (mode("fail-sync", &number)) {
    errno = EIO;
    return -1;
  }
  if (mode("slow-sync", &number)) {
    struct timespec pause = {number / 1000, (number % 1000) * 1000000};
    nanosleep(&pause, NULL);
  }
  return 0;
}

static int write_fault(int fd) {
  long number;
  if (!is_log(fd) || !mode("full", &number)) return 0;
  errno = ENOSPC;
  return -1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fdatasync(int fd) { return sync_fault(fd) ? -1 : NEXT(fdatasync)(fd); }

int fsync(int fd) { return sync_fault(fd) ? -1 : NEXT(fsync)(fd); }

ssize_t write(int fd, const void *bytes, size_t count) {
  return fd > 2 && write_fault(fd) ? -1 : NEXT(write)(fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  return fd > 2 && write_fault(fd) ? -1 : NEXT(writev)(fd, parts, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  return write_fault(fd) ? -1 : NEXT(pwrite)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  return write_fault(fd) ? -1 : NEXT(pwrite64)(fd, bytes, count, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  return write_fault(fd) ? -1 : NEXT(pwritev)(fd, parts, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
  return write_fault(fd) ? -1 : NEXT(pwritev64)(fd, parts, count, at);
}
