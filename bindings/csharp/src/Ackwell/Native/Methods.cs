using System.Runtime.InteropServices;

namespace Ackwell.Native;

/// <content>What the declarations of the header need in addition.</content>
internal static unsafe partial class Methods
{
    static Methods() => NativeLibrary.SetDllImportResolver(typeof(Methods).Assembly, Library.Resolve);

    /// <summary>The version of the loaded library.</summary>
    internal static string Version => Marshal.PtrToStringUTF8(ackwell_version()) ?? "";

    /// <summary>One sentence about a status.</summary>
    internal static string SentenceOf(uint status) => Marshal.PtrToStringUTF8(ackwell_status_sentence(status)) ?? "";

    /// <summary>What to do about a status.</summary>
    internal static string RemedyOf(uint status) => Marshal.PtrToStringUTF8(ackwell_status_remedy(status)) ?? "";

    /// <summary>The status of a code, and never the one of a success.</summary>
    internal static uint Failure(Code code) => code == Code.Unknown ? (uint)Code.Internal : (uint)code;
}
