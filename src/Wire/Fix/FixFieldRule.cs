namespace Rialto.Wire.Fix;

/// <summary>What a dictionary says of a field wherever it stands: its type and its values.</summary>
/// <param name="tag">Its tag.</param>
/// <param name="type">How its values are written.</param>
/// <param name="values">The values it may have; empty where any will do.</param>
/// <param name="min">Smallest value of a whole number.</param>
/// <param name="max">Largest value of a whole number.</param>
internal sealed class FixFieldRule(int tag, FixType type, FixValueSet values, long min, long max)
{
    private readonly bool _hasRange = min != long.MinValue || max != long.MaxValue;

    public int Tag => tag;

    /// <summary>What is wrong with a value of this field; null for nothing.</summary>
    public FixViolation? Check(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return new FixViolation(FixRejectReason.TagWithoutValue, tag);
        if (!FixTypes.Fits(type, value))
            return new FixViolation(FixRejectReason.IncorrectFormat, tag);
        if (!values.IsEmpty && !(type == FixType.MultipleValues ? AllKnown(value) : values.Contains(value)))
            return new FixViolation(FixRejectReason.ValueOutOfRange, tag);
        return _hasRange && FixValue.TryLong(value, out var number) && (number < min || number > max) ? new FixViolation(FixRejectReason.ValueOutOfRange, tag) : null;
    }

    private bool AllKnown(ReadOnlySpan<byte> list)
    {
        while (true)
        {
            var blank = list.IndexOf((byte)' ');
            if (!values.Contains(blank < 0 ? list : list[..blank]))
                return false;
            if (blank < 0)
                return true;
            list = list[(blank + 1)..];
        }
    }
}
