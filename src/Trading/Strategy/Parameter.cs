using System.Globalization;

namespace Rialto.Trading.Strategy;

/// <summary>
/// A number that a strategy lets others set: its name, meaning, unit, bounds and default. Declared once in a static field and listed in the <see cref="StrategyDeclaration"/>; read with
/// <see cref="StrategyContext.Get{T}"/>. Immutable.
/// </summary>
public abstract class Parameter
{
    private protected Parameter(ParameterKind kind, string name, string unit, string meaning, ParameterValue initial, bool isHot)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(meaning);
        (Kind, Name, Unit, Meaning, Initial, IsHot) = (kind, name, unit, meaning, initial, isHot);
    }

    /// <summary>What it holds.</summary>
    public ParameterKind Kind { get; }

    /// <summary>As configurations write it, with dashes: <c>half-spread</c>.</summary>
    public string Name { get; }

    /// <summary>What it counts: <c>bps</c>, <c>ms</c>, <c>base</c>; empty for a pure number.</summary>
    public string Unit { get; }

    /// <summary>What it does, in one sentence.</summary>
    public string Meaning { get; }

    /// <summary>Its value where nobody sets one.</summary>
    public ParameterValue Initial { get; }

    /// <summary>True where it may change while the strategy runs; the others only before its start.</summary>
    public bool IsHot { get; }

    /// <summary>What it may be, for people: <c>0 to 100</c>.</summary>
    public abstract string Bounds { get; }

    /// <summary>True for a value within the bounds.</summary>
    public abstract bool Allows(ParameterValue value);

    /// <summary>Reads a value as a configuration writes it. Cold.</summary>
    /// <returns>Null where it is good; else what is wrong, with the bounds.</returns>
    public string? Parse(string text, out ParameterValue value)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!TryRead(text.Trim(), out value))
            return $"'{Name}' is '{text}': expected {Expected}, {Bounds}.";
        return Allows(value) ? null : $"'{Name}' is {text}: allowed is {Bounds}{(Unit.Length == 0 ? "" : " " + Unit)}.";
    }

    /// <summary>Writes a value as <see cref="Parse"/> reads it. Cold.</summary>
    public abstract string Format(ParameterValue value);

    /// <summary>A whole number; times are whole milliseconds (<c>ms</c>).</summary>
    public static Parameter<long> Whole(string name, long initial, long min, long max, string unit, string meaning, bool isHot = true) =>
        new WholeParameter(name, initial, min, max, unit, meaning, isHot);

    /// <summary>A number of a model.</summary>
    public static Parameter<double> Real(string name, double initial, double min, double max, string unit, string meaning, bool isHot = true) =>
        new RealParameter(name, initial, min, max, unit, meaning, isHot);

    /// <summary>An exact decimal: a quantity in base (<c>base</c>), money (<c>quote</c>).</summary>
    public static Parameter<decimal> Amount(string name, decimal initial, decimal min, decimal max, string unit, string meaning, bool isHot = true) =>
        new AmountParameter(name, initial, min, max, unit, meaning, isHot);

    /// <summary>Yes or no.</summary>
    public static Parameter<bool> Flag(string name, bool initial, string meaning, bool isHot = true) => new FlagParameter(name, initial, meaning, isHot);

    /// <summary>One of some words; its value is the word's place, from 0.</summary>
    public static Parameter<int> Choice(string name, string initial, string[] words, string meaning, bool isHot = true) => new ChoiceParameter(name, initial, words, meaning, isHot);

    private protected abstract string Expected { get; }

    private protected abstract bool TryRead(string text, out ParameterValue value);

    private protected static void MustAllow(Parameter parameter)
    {
        if (!parameter.Allows(parameter.Initial))
            throw new ArgumentException($"The default of '{parameter.Name}' is outside its own bounds, {parameter.Bounds}.");
    }

    private sealed class WholeParameter : Parameter<long>
    {
        private readonly (long Min, long Max) _bounds;

        public WholeParameter(string name, long initial, long min, long max, string unit, string meaning, bool isHot)
            : base(ParameterKind.Whole, name, unit, meaning, ParameterValue.Of(initial), isHot)
        {
            _bounds = (min, max);
            MustAllow(this);
        }

        public override string Bounds => string.Create(CultureInfo.InvariantCulture, $"{_bounds.Min} to {_bounds.Max}");

        private protected override string Expected => "a whole number";

        public override bool Allows(ParameterValue value) => value.AsWhole >= _bounds.Min && value.AsWhole <= _bounds.Max && value.High == 0;

        public override string Format(ParameterValue value) => value.AsWhole.ToString(CultureInfo.InvariantCulture);

        internal override long Read(ParameterValue value) => value.AsWhole;

        private protected override bool TryRead(string text, out ParameterValue value)
        {
            var isRead = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
            value = ParameterValue.Of(number);
            return isRead;
        }
    }

    private sealed class RealParameter : Parameter<double>
    {
        private readonly (double Min, double Max) _bounds;

        public RealParameter(string name, double initial, double min, double max, string unit, string meaning, bool isHot)
            : base(ParameterKind.Real, name, unit, meaning, ParameterValue.Of(initial), isHot)
        {
            _bounds = (min, max);
            MustAllow(this);
        }

        public override string Bounds => string.Create(CultureInfo.InvariantCulture, $"{_bounds.Min:R} to {_bounds.Max:R}");

        private protected override string Expected => "a number";

        // Not a number fails both comparisons.
        public override bool Allows(ParameterValue value) => value.AsReal >= _bounds.Min && value.AsReal <= _bounds.Max && value.High == 0;

        public override string Format(ParameterValue value) => value.AsReal.ToString("R", CultureInfo.InvariantCulture);

        internal override double Read(ParameterValue value) => value.AsReal;

        private protected override bool TryRead(string text, out ParameterValue value)
        {
            var isRead = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
            value = ParameterValue.Of(number);
            return isRead;
        }
    }

    private sealed class AmountParameter : Parameter<decimal>
    {
        private readonly (decimal Min, decimal Max) _bounds;

        public AmountParameter(string name, decimal initial, decimal min, decimal max, string unit, string meaning, bool isHot)
            : base(ParameterKind.Amount, name, unit, meaning, ParameterValue.Of(initial), isHot)
        {
            _bounds = (min, max);
            MustAllow(this);
        }

        public override string Bounds => string.Create(CultureInfo.InvariantCulture, $"{_bounds.Min} to {_bounds.Max}");

        private protected override string Expected => "a decimal";

        public override bool Allows(ParameterValue value) => IsDecimal(value) && value.AsAmount >= _bounds.Min && value.AsAmount <= _bounds.Max;

        public override string Format(ParameterValue value) => value.AsAmount.ToString(CultureInfo.InvariantCulture);

        internal override decimal Read(ParameterValue value) => value.AsAmount;

        // A command may carry any bits; a decimal has a scale of 0 to 28, a sign, and zeros beside them.
        private static bool IsDecimal(ParameterValue value) => (value.High >> 32) is var flags && (flags & ~0x80FF_0000) is 0 or -0x1_0000_0000 && ((flags >> 16) & 0xFF) <= 28;

        private protected override bool TryRead(string text, out ParameterValue value)
        {
            var isRead = decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
            value = ParameterValue.Of(number);
            return isRead;
        }
    }

    private sealed class FlagParameter : Parameter<bool>
    {
        public FlagParameter(string name, bool initial, string meaning, bool isHot)
            : base(ParameterKind.Flag, name, "", meaning, ParameterValue.Of(initial ? 1 : 0), isHot)
        {
        }

        public override string Bounds => "true or false";

        private protected override string Expected => "yes or no";

        public override bool Allows(ParameterValue value) => value is { Low: 0 or 1, High: 0 };

        public override string Format(ParameterValue value) => value.AsWhole == 0 ? "false" : "true";

        internal override bool Read(ParameterValue value) => value.AsWhole != 0;

        private protected override bool TryRead(string text, out ParameterValue value)
        {
            var isRead = bool.TryParse(text, out var flag);
            value = ParameterValue.Of(flag ? 1 : 0);
            return isRead;
        }
    }

    private sealed class ChoiceParameter : Parameter<int>
    {
        private readonly string[] _words;

        public ChoiceParameter(string name, string initial, string[] words, string meaning, bool isHot)
            : base(ParameterKind.Choice, name, "", meaning, ParameterValue.Of(Array.IndexOf(words, initial)), isHot)
        {
            _words = [.. words];
            MustAllow(this);
        }

        public override string Bounds => string.Join(", ", _words);

        private protected override string Expected => "one of the words";

        public override bool Allows(ParameterValue value) => value.AsWhole >= 0 && value.AsWhole < _words.Length && value.High == 0;

        public override string Format(ParameterValue value) => _words[value.AsWhole];

        internal override int Read(ParameterValue value) => (int)value.AsWhole;

        private protected override bool TryRead(string text, out ParameterValue value)
        {
            var place = Array.IndexOf(_words, text);
            value = ParameterValue.Of(place);
            return place >= 0;
        }
    }
}

/// <summary>A parameter whose values are <typeparamref name="T"/>.</summary>
public abstract class Parameter<T> : Parameter
{
    private protected Parameter(ParameterKind kind, string name, string unit, string meaning, ParameterValue initial, bool isHot)
        : base(kind, name, unit, meaning, initial, isHot)
    {
    }

    internal abstract T Read(ParameterValue value);
}
