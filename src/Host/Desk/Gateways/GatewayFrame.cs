using System.Buffers.Binary;
using Rialto.Model.Execution;

namespace Rialto.Host.Desk.Gateways;

/// <summary>What a frame between a desk and a gateway is. Numbers are part of the protocol and never reused.</summary>
internal enum GatewayFrameKind : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>To the gateway, first of all: <see cref="GatewayHello"/>.</summary>
    Hello = 1,

    /// <summary>To the gateway: an <see cref="OrderRequest"/>.</summary>
    Request = 2,

    /// <summary>Both ways: still there. Nothing in it.</summary>
    Alive = 3,

    /// <summary>To the gateway, from a guardian: hold the desk and cancel everything. Nothing in it.</summary>
    CancelEverything = 4,

    /// <summary>From the gateway: <see cref="GatewayWelcome"/>.</summary>
    Welcome = 16,

    /// <summary>From the gateway, last of all: why not, UTF-8.</summary>
    Refused = 17,

    /// <summary>From the gateway: an <see cref="OrderReport"/>.</summary>
    Report = 18,

    /// <summary>From the gateway, to a guardian: <see cref="CancelOutcome"/>.</summary>
    Outcome = 19,
}

/// <summary>
/// Frames of the socket between a desk and a gateway: a length that fits the kind, or the connection ends. Little endian. No state; never throws.
/// <code> 0 bytes of the content 4   4 kind 1   5 version 1   6 zero 2   8 content </code>
/// </summary>
internal static class GatewayFrame
{
    /// <summary>Bytes before the content.</summary>
    public const int HeaderBytes = 8;

    /// <summary>Of the protocol.</summary>
    public const byte Version = 1;

    /// <summary>Largest content: a table of some thousand listings.</summary>
    public const int ContentBytesMax = 4 << 20;

    /// <summary>Largest text in a frame.</summary>
    public const int TextBytesMax = 1_024;

    /// <summary>Writes the header.</summary>
    public static void Put(Span<byte> frame, GatewayFrameKind kind, int contentBytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, contentBytes);
        frame[4] = (byte)kind;
        frame[5] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(frame[6..], 0);
    }

    /// <summary>A whole frame.</summary>
    public static byte[] Of(GatewayFrameKind kind, ReadOnlySpan<byte> content)
    {
        var frame = new byte[HeaderBytes + content.Length];
        Put(frame, kind, content.Length);
        content.CopyTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    /// <summary>Reads a header.</summary>
    /// <param name="header">At least <see cref="HeaderBytes"/>.</param>
    /// <param name="kind">What follows.</param>
    /// <param name="contentBytes">How long it is: never more than the kind has.</param>
    /// <returns>False for what no version 1 writes: the connection is of no use any more.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out GatewayFrameKind kind, out int contentBytes)
    {
        kind = (GatewayFrameKind)header[4];
        contentBytes = BinaryPrimitives.ReadInt32LittleEndian(header);
        var (least, most) = kind switch
        {
            GatewayFrameKind.Hello => (GatewayHello.FixedBytes, ContentBytesMax),
            GatewayFrameKind.Request => (OrderRequest.SizeBytes, OrderRequest.SizeBytes),
            GatewayFrameKind.Report => (OrderReport.SizeBytes, OrderReport.SizeBytes),
            GatewayFrameKind.Welcome => (GatewayWelcome.FixedBytes, GatewayWelcome.FixedBytes + TextBytesMax),
            GatewayFrameKind.Refused => (0, TextBytesMax),
            GatewayFrameKind.Outcome => (CancelOutcome.FixedBytes, CancelOutcome.FixedBytes + TextBytesMax),
            GatewayFrameKind.Alive or GatewayFrameKind.CancelEverything => (0, 0),
            _ => (1, 0),
        };
        return header[5] == Version && header[6] == 0 && header[7] == 0 && contentBytes >= least && contentBytes <= most;
    }
}
