using System.Buffers;

namespace Rialto.Adapters.Augur;

/// <summary>Bytes as a node writes them: <c>0x</c> and two digits a byte.</summary>
internal static class AbiHex
{
    /// <summary>Longest answer that is read: a market has 2 kB.</summary>
    public const int BytesMax = 16 * 1_024;

    /// <summary>Reads it; a text that is none, or too long a one, is refused.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        bytes = [];
        if (!text.StartsWith("0x"u8) || text.Length % 2 != 0 || text.Length > 2 + 2 * BytesMax)
            return false;
        var read = new byte[text.Length / 2 - 1];
        if (Convert.FromHexString(text[2..], read, out _, out var written) != OperationStatus.Done || written != read.Length)
            return false;
        bytes = read;
        return true;
    }
}
