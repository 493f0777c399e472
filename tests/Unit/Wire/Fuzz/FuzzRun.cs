using Xunit;

namespace Rialto.Unit.Wire.Fuzz;

/// <summary>What a decoder does with one input; throws (by an assertion) where it breaks its promise.</summary>
internal delegate void FuzzCheck(ReadOnlySpan<byte> input, long index);

/// <summary>
/// Runs one decoder over its share of RIALTO_FUZZ_INPUTS (all decoders together; default 200,000) from RIALTO_SEED (default fixed), and on failure prints seed, number and bytes of
/// the input.
/// </summary>
internal static class FuzzRun
{
    /// <summary>Printable bytes that mean something to text formats.</summary>
    public static readonly byte[] TextBytes = "{}[]:,\"\\ \n\t-+.eE0123456789truefalsnT/Zu_\0\u007f"u8.ToArray();

    /// <summary>Bytes at the borders of numbers.</summary>
    public static readonly byte[] BinaryBytes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 16, 0x7F, 0x80, 0xFE, 0xFF, 56, 64, 65, 66, 80, 86, 96, 104, 128, 160];

    public static void Over(byte[][] samples, byte[] interesting, int sharePercent, FuzzCheck check)
    {
        var total = Number("RIALTO_FUZZ_INPUTS", 200_000);
        var seed = Number("RIALTO_SEED", 20_261_121);
        var inputs = Math.Max(1, total / 100 * sharePercent);
        var mutator = new Mutator((ulong)seed, samples, interesting);
        for (var i = 0L; i < inputs; i++)
        {
            var input = mutator.Next();
            try
            {
                check(input, i);
            }
            catch (Exception broken)
            {
                Assert.Fail($"RIALTO_SEED={seed}, input {i}, {input.Length} bytes {Convert.ToHexString(input)}: {broken}");
            }
        }
    }

    private static long Number(string name, long fallback) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), out var value) && value >= 0 ? value : fallback;
}
