namespace Rialto.Gateways.Compliance;

/// <summary>What kind of file a document is, by what its bytes begin with; what a client says of it is not asked.</summary>
internal static class DocumentFormat
{
    /// <summary>The media type; null for anything but PDF, PNG and JPEG.</summary>
    public static string? Of(ReadOnlySpan<byte> document) =>
        document.StartsWith("%PDF-"u8) ? "application/pdf"
        : document.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : document.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : null;
}
