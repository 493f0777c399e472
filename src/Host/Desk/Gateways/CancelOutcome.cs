using System.Buffers.Binary;
using System.Text;

namespace Rialto.Host.Desk.Gateways;

/// <summary>
/// What came of cancelling everything of a desk at one venue.
/// <code> 0 certain 1   1 zero 3   4 cancelled 4   8 left 4   12 zero 4   16 text, UTF-8 </code>
/// </summary>
/// <param name="IsCertain">The venue was asked afterwards, and has no live order of the desk.</param>
/// <param name="Cancelled">Orders that it said to have ended.</param>
/// <param name="Left">Orders that it said to live when it was asked last.</param>
/// <param name="Text">What a person should know: why it is not certain.</param>
internal sealed record CancelOutcome(bool IsCertain, int Cancelled, int Left, string Text)
{
    /// <summary>Bytes before the text.</summary>
    public const int FixedBytes = 16;

    /// <summary>Nothing is known.</summary>
    public static CancelOutcome Unknown(string why) => new(false, 0, 0, why);

    /// <summary>The content of its frame.</summary>
    public byte[] Encode()
    {
        var text = Encoding.UTF8.GetBytes(Text);
        text = text[..Math.Min(text.Length, GatewayFrame.TextBytesMax)];
        var content = new byte[FixedBytes + text.Length];
        content[0] = IsCertain ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(4), Cancelled);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(8), Left);
        text.CopyTo(content, FixedBytes);
        return content;
    }

    /// <summary>Reads one; null for anything else.</summary>
    public static CancelOutcome? Decode(ReadOnlySpan<byte> content) => content.Length < FixedBytes || content[0] > 1 ? null
        : new CancelOutcome(content[0] == 1, BinaryPrimitives.ReadInt32LittleEndian(content[4..]), BinaryPrimitives.ReadInt32LittleEndian(content[8..]), Encoding.UTF8.GetString(content[FixedBytes..]));
}
