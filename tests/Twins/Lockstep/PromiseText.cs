using System.Runtime.CompilerServices;
using System.Text;

namespace Rialto.Twins.Lockstep;

/// <summary>Text of a promise, put together only where it was broken: promises are kept millions of times a minute.</summary>
[InterpolatedStringHandler]
internal readonly struct PromiseText
{
    private readonly StringBuilder? _text;

    public PromiseText(int literalLength, int formattedCount, bool kept, out bool enabled)
    {
        enabled = !kept;
        _text = kept ? null : new StringBuilder(literalLength + formattedCount * 8);
    }

    public void AppendLiteral(string literal) => _text!.Append(literal);

    public void AppendFormatted<T>(T value) => _text!.Append(value);

    public override string ToString() => _text?.ToString() ?? "";
}
