using BenchmarkDotNet.Attributes;
using Rialto.Model.Units;

namespace Rialto.Micro;

/// <summary>Decimal text to integers and back, as every request and answer needs it.</summary>
public class DecimalTextBenchmarks
{
    private readonly byte[] _text = "58533.01"u8.ToArray();
    private readonly byte[] _into = new byte[DecimalText.MaxLength];

    [Benchmark]
    public long Parse() => DecimalText.TryParse(_text, 2, out var value) == DecimalTextError.None ? value : -1;

    [Benchmark]
    public bool Format() => DecimalText.TryFormat(5_853_301, 2, _into, out _);
}
