using System.Globalization;
using System.Text;

namespace Rialto.Gateways.Fix.Session;

/// <summary>Words for Text, cold.</summary>
internal static class FixText
{
    public static string Of(ReadOnlySpan<byte> ascii) => Encoding.ASCII.GetString(ascii);

    public static byte[] Bytes(string ascii) => Encoding.ASCII.GetBytes(ascii);

    public static string TooManyMessages(int perSecond) => string.Create(CultureInfo.InvariantCulture, $"More messages than {perSecond} a second");
}
