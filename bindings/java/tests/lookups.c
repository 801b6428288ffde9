/* An agent of the JVM that writes a line to standard error for every class, method or field that the
   native half looks up by its name, which is what GraalVM would have to be told of:
   `java -agentpath:lookups.so ...`. It writes a line for the first array too, so that silence has a
   meaning. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <jvmti.h>
#include <stdio.h>
#include <string.h>

static jniNativeInterface *before;

static int is_ours(const void *caller) {
    Dl_info place;
    return dladdr(caller, &place) && place.dli_fname && strstr(place.dli_fname, "libackwell_java");
}

static jclass JNICALL find_class(JNIEnv *env, const char *name) {
    if (is_ours(__builtin_return_address(0))) fprintf(stderr, "looked up: %s\n", name);
    return before->FindClass(env, name);
}

#define MEMBER(function, type)                                                                            \
    static type JNICALL own_##function(JNIEnv *env, jclass of, const char *name, const char *signature) { \
        if (is_ours(__builtin_return_address(0))) fprintf(stderr, "looked up: %s %s\n", name, signature); \
        return before->function(env, of, name, signature);                                                \
    }
MEMBER(GetMethodID, jmethodID)
MEMBER(GetStaticMethodID, jmethodID)
MEMBER(GetFieldID, jfieldID)
MEMBER(GetStaticFieldID, jfieldID)

static jbyteArray JNICALL new_bytes(JNIEnv *env, jsize length) {
    static int heard;
    if (!heard && is_ours(__builtin_return_address(0))) {
        heard = 1;
        fputs("made an array\n", stderr);
    }
    return before->NewByteArray(env, length);
}

static void JNICALL begun(jvmtiEnv *tools, JNIEnv *env, jthread thread) {
    (void)env, (void)thread;
    jniNativeInterface *ours;
    if ((*tools)->GetJNIFunctionTable(tools, &before) || (*tools)->GetJNIFunctionTable(tools, &ours)) return;
    ours->FindClass = find_class;
    ours->GetMethodID = own_GetMethodID;
    ours->GetStaticMethodID = own_GetStaticMethodID;
    ours->GetFieldID = own_GetFieldID;
    ours->GetStaticFieldID = own_GetStaticFieldID;
    ours->NewByteArray = new_bytes;
    (*tools)->SetJNIFunctionTable(tools, ours);
}

JNIEXPORT jint JNICALL Agent_OnLoad(JavaVM *vm, char *options, void *reserved) {
    (void)options, (void)reserved;
    jvmtiEnv *tools;
    jvmtiEventCallbacks calls = {.VMInit = begun};
    if ((*vm)->GetEnv(vm, (void **)&tools, JVMTI_VERSION_1_2) ||
        (*tools)->SetEventCallbacks(tools, &calls, sizeof calls) ||
        (*tools)->SetEventNotificationMode(tools, JVMTI_ENABLE, JVMTI_EVENT_VM_INIT, NULL))
        return JNI_ERR;
    return JNI_OK;
}
