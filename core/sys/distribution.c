/* SPDX-License-Identifier: MIT */
#include "core/sys/distribution.h"

#include <stdbool.h>

struct row {
    const char *name; /* normal form */
    const char *modules;
};

/* Sorted by the bytes of the name.  Where the module is the normal form of
   the distribution's name, no row is needed. */
static const struct row known[] = {
    {"absl_py", "absl"},
    {"ansible", "ansible ansible_collections ansible_test"},
    {"ansible_core", "ansible ansible_test"},
    {"antlr4_python3_runtime", "antlr4"},
    {"attrs", "attr attrs"},
    {"beautifulsoup4", "bs4"},
    {"biopython", "Bio BioSQL"},
    {"bitvector", "BitVector"},
    {"brotlipy", "brotli"},
    {"cython", "Cython cython pyximport"},
    {"discord_py", "discord"},
    {"django_cors_headers", "corsheaders"},
    {"django_debug_toolbar", "debug_toolbar"},
    {"django_filter", "django_filters"},
    {"django_haystack", "haystack"},
    {"django_oauth_toolkit", "oauth2_provider"},
    {"django_storages", "storages"},
    {"djangorestframework", "rest_framework"},
    {"djangorestframework_simplejwt", "rest_framework_simplejwt"},
    {"dnspython", "dns"},
    {"docker_py", "docker"},
    {"factory_boy", "factory"},
    {"faiss_cpu", "faiss"},
    {"faiss_gpu", "faiss"},
    {"fonttools", "fontTools"},
    {"fpdf2", "fpdf"},
    {"gdal", "osgeo osgeo_utils"},
    {"gitpython", "git"},
    {"google_api_python_client", "googleapiclient apiclient"},
    {"googleapis_common_protos", "google"},
    {"grpcio", "grpc"},
    {"grpcio_health_checking", "grpc_health"},
    {"grpcio_reflection", "grpc_reflection"},
    {"grpcio_status", "grpc_status"},
    {"grpcio_tools", "grpc_tools"},
    {"ipython", "IPython"},
    {"kafka_python", "kafka"},
    {"levenshtein", "Levenshtein"},
    {"markdown_it_py", "markdown_it"},
    {"msgpack_python", "msgpack"},
    {"mypy", "mypy mypyc"},
    {"mysql_connector_python", "mysql"},
    {"mysql_python", "MySQLdb"},
    {"mysqlclient", "MySQLdb"},
    {"netcdf4", "netCDF4"},
    {"opencv_contrib_python", "cv2"},
    {"opencv_contrib_python_headless", "cv2"},
    {"opencv_python", "cv2"},
    {"opencv_python_headless", "cv2"},
    {"opensearch_py", "opensearchpy"},
    {"paho_mqtt", "paho"},
    {"pdfminer_six", "pdfminer"},
    {"pillow", "PIL"},
    {"pillow_simd", "PIL"},
    {"pip_tools", "piptools"},
    {"progressbar2", "progressbar"},
    {"protobuf", "google"},
    {"psycopg2_binary", "psycopg2"},
    {"py_cpuinfo", "cpuinfo"},
    {"pycairo", "cairo"},
    {"pycrypto", "Crypto"},
    {"pycryptodome", "Crypto"},
    {"pycryptodomex", "Cryptodome"},
    {"pycups", "cups"},
    {"pydispatcher", "pydispatch"},
    {"pyenchant", "enchant"},
    {"pygithub", "github"},
    {"pygobject", "gi"},
    {"pyicu", "icu"},
    {"pyinstaller", "PyInstaller"},
    {"pyjwt", "jwt"},
    {"pykerberos", "kerberos"},
    {"pymongo", "bson gridfs pymongo"},
    {"pymupdf", "fitz pymupdf"},
    {"pynacl", "nacl"},
    {"pyobjc_core", "objc PyObjCTools"},
    {"pyobjc_framework_cocoa", "AppKit Cocoa CoreFoundation Foundation"},
    {"pyopengl", "OpenGL"},
    {"pyopenssl", "OpenSSL"},
    {"pypdf2", "PyPDF2"},
    {"pypiwin32", "pythoncom pywintypes win32api win32com win32con"},
    {"pyqt5", "PyQt5"},
    {"pyqt5_sip", "PyQt5 sip"},
    {"pyqt6", "PyQt6"},
    {"pyqtwebengine", "PyQt5"},
    {"pyserial", "serial"},
    {"pyside2", "PySide2 shiboken2"},
    {"pyside6", "PySide6 shiboken6"},
    {"pyside6_essentials", "PySide6 shiboken6"},
    {"pysmb", "nmb smb"},
    {"pysocks", "socks sockshandler"},
    {"pystemmer", "Stemmer"},
    {"pytest", "_pytest py pytest"},
    {"python_dateutil", "dateutil"},
    {"python_docx", "docx"},
    {"python_dotenv", "dotenv"},
    {"python_gitlab", "gitlab"},
    {"python_jose", "jose"},
    {"python_json_logger", "pythonjsonlogger"},
    {"python_ldap", "ldap ldapurl ldif slapdtest"},
    {"python_levenshtein", "Levenshtein"},
    {"python_magic", "magic"},
    {"python_memcached", "memcache"},
    {"python_multipart", "multipart python_multipart"},
    {"python_pptx", "pptx"},
    {"python_slugify", "slugify"},
    {"python_snappy", "snappy"},
    {"python_socketio", "socketio"},
    {"python_telegram_bot", "telegram"},
    {"python_xlib", "Xlib"},
    {"pyusb", "usb"},
    {"pywavelets", "pywt"},
    {"pywin32",
     "_win32typing pythoncom pythonwin pywintypes servicemanager win32api "
     "win32clipboard win32com win32con win32console win32crypt win32event "
     "win32evtlog win32file win32gui win32job win32net win32pdh win32pipe "
     "win32print win32process win32security win32service "
     "win32serviceutil win32timezone win32ui winerror"},
    {"pywinpty", "winpty"},
    {"pyxdg", "xdg"},
    {"pyyaml", "_yaml yaml"},
    {"pyzmq", "zmq"},
    {"rpi_gpio", "RPi"},
    {"rpi_lgpio", "RPi"},
    {"ruamel_yaml", "ruamel"},
    {"scikit_image", "skimage"},
    {"scikit_learn", "sklearn"},
    {"scikit_optimize", "skopt"},
    {"setuptools", "_distutils_hack pkg_resources setuptools"},
    {"slackclient", "slack"},
    {"speechrecognition", "speech_recognition"},
    {"tensorflow_cpu", "tensorflow"},
    {"tensorflow_gpu", "tensorflow"},
    {"torch", "functorch torch torchgen"},
    {"umap_learn", "umap"},
    {"uwsgi", "uwsgi uwsgidecorators"},
    {"websocket_client", "websocket"},
    {"wxpython", "wx"},
};

/* Families that share one top-level package, besides names of their own. */
static const struct row families[] = {
    {"azure_", "azure"},
    {"backports_", "backports"},
    {"collective_", "collective"},
    {"django_", NULL}, /* django-taggit is taggit */
    {"google_", "google"},
    {"jaraco_", "jaraco"},
    {"opentelemetry_", "opentelemetry"},
    {"plone_", "plone"},
    {"python_", NULL},
    {"repoze_", "repoze"},
    {"ruamel_", "ruamel"},
    {"sphinxcontrib_", "sphinxcontrib"},
    {"zope_", "zope"},
};

size_t
distribution_known_count(void)
{
    return sizeof(known) / sizeof(*known);
}

struct str
distribution_known(size_t i)
{
    return str_from(known[i].name);
}

struct str
distribution_normal(struct arena *arena, struct str name)
{
    char *normal = arena_alloc(arena, name.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < name.len; i++) {
        char byte = name.data[i];
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte - 'A' + 'a');
        if (byte == '-' || byte == '.')
            byte = '_';
        if (byte != '_' || len == 0 || normal[len - 1] != '_')
            normal[len++] = byte;
    }
    normal[len] = '\0';
    return (struct str){normal, len};
}

static const char *
find_known(struct str normal)
{
    size_t low = 0;
    size_t high = distribution_known_count();

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(normal, distribution_known(middle));
        if (order == 0)
            return known[middle].modules;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* "types-PyYAML" and "pandas-stubs" describe the modules of another. */
static struct str
without_stubs(struct str normal)
{
    const struct str types = STR("types_");
    const struct str stubs = STR("_stubs");

    if (str_starts_with(normal, types) && normal.len > types.len)
        return str_slice(normal, types.len, normal.len);
    if (str_ends_with(normal, stubs) && normal.len > stubs.len)
        return str_slice(normal, 0, normal.len - stubs.len);
    return normal;
}

static struct str
with_family(struct arena *arena, struct str normal)
{
    const struct str python = STR("_python");

    for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
        struct str prefix = str_from(families[i].name);
        const char *module = families[i].modules;
        if (!str_starts_with(normal, prefix) || normal.len == prefix.len)
            continue;
        if (!module)
            module = normal.data + prefix.len;
        return str_from(arena_printf(arena, "%s %s", normal.data, module));
    }
    if (str_ends_with(normal, python) && normal.len > python.len)
        return str_from(arena_printf(arena, "%s %.*s", normal.data,
                                     (int)(normal.len - python.len),
                                     normal.data));
    return normal;
}

struct str
distribution_modules(struct arena *arena, struct str name)
{
    struct str normal = distribution_normal(arena, name);
    const char *modules;

    normal = arena_str(arena, without_stubs(normal));
    modules = find_known(normal);
    return modules ? str_from(modules) : with_family(arena, normal);
}
