using System.Text;
using Rialto.Gateways.Rest;
using Rialto.Gateways.Streams;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>The decoders that live in the gateways, on bytes that mean harm: they answer true or false and never throw.</summary>
public sealed class HostileInputTests
{
    private static readonly string[] Seeds =
    [
        """{"op":"subscribe","id":"a-1","channel":"book","symbols":["AAPL","BTC-USDT"],"depth":10,"interval_ms":100}""",
        """{"op":"auth","id":17,"key":"rk-x","timestamp":"1700000000000","signature":"00ff","cancel_on_disconnect":true}""",
        """{"op":"order.mass_cancel","symbol":"AAPL","side":"sell","session":true,"extra":[{"a":[1,2,{"b":null}]}]}""",
        """{"symbol":"X","tick":"0.01","lot":1,"min_quantity":"1","max_quantity":"10","rules":{"maker_fee_ppm":-1,"reference_price":null},"state":"open"}""",
        """{"end":"2100-01-01T16:00:00Z"}""",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mangled_messages_are_read_or_refused_but_never_throw(int seed)
    {
        var random = new Random(seed);
        var request = new SocketRequest();
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = Mangle(Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]), random);
            if (!request.TryRead(bytes, out var problem))
                Assert.NotEmpty(problem);
            var body = new InstrumentBody();
            if (!body.TryRead(bytes, random.Next(2) == 0 ? InstrumentBody.Definition : ["end", "state"], out var refusal))
                Assert.NotEmpty(refusal.Detail);
        }
    }

    private static byte[] Mangle(byte[] bytes, Random random)
    {
        var list = bytes.ToList();
        for (var i = random.Next(4); i >= 0 && list.Count > 0; i--)
        {
            var at = random.Next(list.Count);
            switch (random.Next(5))
            {
                case 0:
                    list[at] = (byte)random.Next(256);
                    break;
                case 1:
                    list.RemoveAt(at);
                    break;
                case 2:
                    list.Insert(at, "\"\\{}[],:0-u\u0001"u8[random.Next(12)]);
                    break;
                case 3:
                    list.RemoveRange(at, list.Count - at);
                    break;
                default:
                    list.InsertRange(at, list.Skip(random.Next(list.Count)).Take(20).ToArray());
                    break;
            }
        }

        return [.. list];
    }
}
