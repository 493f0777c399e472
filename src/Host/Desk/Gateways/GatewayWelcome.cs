using System.Buffers.Binary;
using System.Text;

namespace Rialto.Host.Desk.Gateways;

/// <summary>
/// What a gateway answers to whom it takes.
/// <code> 0 away, ms 4   4 its process 4   8 held 1   9 zero 7   16 route, UTF-8 </code>
/// </summary>
/// <param name="AwayMs">After so long without a sign of life the desk's orders are cancelled.</param>
/// <param name="ProcessId">The gateway's process.</param>
/// <param name="IsHeld">This life of the desk was stopped from outside: nothing is placed for it any more.</param>
/// <param name="Route">Where orders go and with which key, for a person to read.</param>
internal sealed record GatewayWelcome(int AwayMs, int ProcessId, bool IsHeld, string Route)
{
    /// <summary>Bytes before the text.</summary>
    public const int FixedBytes = 16;

    /// <summary>The content of its frame.</summary>
    public byte[] Encode()
    {
        var text = Encoding.UTF8.GetBytes(Route);
        text = text[..Math.Min(text.Length, GatewayFrame.TextBytesMax)];
        var content = new byte[FixedBytes + text.Length];
        BinaryPrimitives.WriteInt32LittleEndian(content, AwayMs);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(4), ProcessId);
        content[8] = IsHeld ? (byte)1 : (byte)0;
        text.CopyTo(content, FixedBytes);
        return content;
    }

    /// <summary>Reads one; null for anything else.</summary>
    public static GatewayWelcome? Decode(ReadOnlySpan<byte> content) => content.Length < FixedBytes || content[8] > 1 || BinaryPrimitives.ReadInt32LittleEndian(content) is var away && away < 0 ? null
        : new GatewayWelcome(away, BinaryPrimitives.ReadInt32LittleEndian(content[4..]), content[8] == 1, Encoding.UTF8.GetString(content[FixedBytes..]));
}
