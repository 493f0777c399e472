using System.Collections.Immutable;
using System.Globalization;
using Rialto.Host.Config;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Reloading;

/// <summary>What a changed configuration means for a desk that runs: what it is told, what needs a restart, or what is wrong with all of it. Cold; any thread.</summary>
/// <param name="Changes">What the desk is told.</param>
/// <param name="Restart">Keys that differ and count only from the next start on.</param>
/// <param name="Problems">What is wrong; then nothing is told.</param>
/// <param name="Values">Every setting of the changed configuration, by key.</param>
internal sealed record ReloadPlan(ImmutableArray<HotChange> Changes, ImmutableArray<string> Restart, ImmutableArray<SettingProblem> Problems, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Compares.</summary>
    /// <param name="before">Every setting as it is in force, by key.</param>
    /// <param name="running">The configuration that the desk began with, by which strategies are known.</param>
    /// <param name="next">The changed one.</param>
    /// <param name="scopes">What limits can be of.</param>
    public static ReloadPlan Of(IReadOnlyDictionary<string, string> before, HotKeys running, DeskConfiguration next, LimitScopes scopes)
    {
        var keys = new HotKeys(next);
        var problems = Check(keys, next);
        if (!problems.IsEmpty)
            return new ReloadPlan([], [], problems, ImmutableDictionary<string, string>.Empty);
        var now = next.Values();
        var changes = ImmutableArray.CreateBuilder<HotChange>();
        var restart = ImmutableArray.CreateBuilder<string>();
        foreach (var key in before.Keys.Union(now.Keys, StringComparer.OrdinalIgnoreCase).Where(key => before.GetValueOrDefault(key) != now.GetValueOrDefault(key)).Order(StringComparer.Ordinal))
        {
            // Where each has a limit of its own, the desk's is of nothing.
            if (HotKeys.TryLimit(key, out var kind, out var of) && scopes.Of(kind).Any())
                changes.Add(new HotChange(key, before.GetValueOrDefault(key, ""), now.GetValueOrDefault(key, ""), [.. scopes.Of(kind).Select(scope => Told(scope, key) with { Kind = DeskCommandKind.SetLimit, Number = (int)kind, Value = ParameterValue.Of(of(next.Settings.Limits)) })]));
            else if (ParameterOf(key, running, keys, now, before) is { } change)
                changes.Add(change);
            else
                restart.Add(key);
        }

        // What becomes tighter is in force before anything else is: no order is placed under the larger of two limits that change places, nor with a new parameter under an old limit.
        return new ReloadPlan([.. changes.OrderBy(Rank)], restart.ToImmutable(), [], now);
    }

    /// <summary>Limits that become smaller, then parameters, then limits that become larger.</summary>
    private static int Rank(HotChange change)
    {
        if (!HotKeys.TryLimit(change.Key, out var kind, out var of))
            return 1;
        var (was, now) = (Size(change.Before, of), Size(change.Now, of));

        // One that bounds from below, and a switch that closes, are tighter the larger they are.
        return (kind is RiskLimitKind.MarginRatio or RiskLimitKind.StopLossCloses ? now >= was : now <= was) ? 0 : 2;
    }

    // As the configuration writes it, both in the same unit; what is not given has its default.
    private static decimal Size(string text, Func<RiskLimits, long> of) =>
        text.Equals("true", StringComparison.OrdinalIgnoreCase) ? 1
        : decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var size) ? size
        : text.Length == 0 && of(new RiskLimits()) is var standard and not RiskLimits.Unlimited ? standard / (decimal)RiskLimits.One
        : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? 0
        : decimal.MaxValue;

    /// <summary>What a start would find wrong with strategies, and what real orders need.</summary>
    private static ImmutableArray<SettingProblem> Check(HotKeys keys, DeskConfiguration next)
    {
        var problems = ImmutableArray.CreateBuilder<SettingProblem>();
        var name = Path.GetFileName(next.Path);
        var places = next.Reader.Children("Strategies");
        for (var place = 0; place < places.Count; place++)
        {
            var key = $"Strategies:{places[place]}";
            var wanted = keys.Strategies[place];
            if (keys.DeclarationOf(place) is not { } declaration)
            {
                problems.Add(new SettingProblem($"{key}:Kind", name, $"is '{wanted.Kind}': there is no such strategy"));
                continue;
            }

            foreach (var (parameter, text) in wanted.Parameters)
            {
                if (declaration.IndexOf(parameter) is not (>= 0 and var index))
                    problems.Add(new SettingProblem($"{key}:Parameters:{parameter}", name, $"is no parameter of {wanted.Kind}, which has {string.Join(", ", declaration.Parameters.Select(one => one.Name))}"));
                else if (declaration.Parameters[index].Parse(text, out _) is { } wrong)
                    problems.Add(new SettingProblem($"{key}:Parameters:{parameter}", name, $"cannot be so: {wrong.TrimEnd('.')}"));
            }
        }

        if (next.Settings.Mode == StrategyMode.Live)
            problems.AddRange(next.Settings.Live.Missing.Select(missing => new SettingProblem(missing, name, "is missing: real orders need limits that somebody has thought about")));
        return problems.ToImmutable();
    }

    // A strategy is known by its place, name, kind and markets together: one that was put before it in the list must not get its parameters.
    private static HotChange? ParameterOf(string key, HotKeys running, HotKeys next, Dictionary<string, string> now, IReadOnlyDictionary<string, string> before)
    {
        if (!running.TryParameter(key, out var place, out var name) || !next.TryParameter(key, out var there, out _) || place != there)
            return null;
        var (was, wanted) = (running.Strategies[place], next.Strategies[place]);
        if (was.Name != wanted.Name || was.Kind != wanted.Kind || !was.Markets.SequenceEqual(wanted.Markets) || running.DeclarationOf(place) is not { } declaration)
            return null;
        var index = declaration.IndexOf(name);
        if (index < 0 || !declaration.Parameters[index].IsHot)
            return null;

        // What is not given any more has its default again.
        var parameter = declaration.Parameters[index];
        var standard = parameter.Format(parameter.Initial);
        if (parameter.Parse(now.GetValueOrDefault(key, standard), out var value) is not null)
            return null;
        return new HotChange(
            key, before.GetValueOrDefault(key, standard), parameter.Format(value),
            [Told(default, key) with { Kind = DeskCommandKind.SetParameter, Strategy = new StrategyId(place + 1), Number = index, Value = value }]);
    }

    private static DeskCommand Told(DeskCommand scope, string key) => scope with { Reason = Text36.TryCreate(key.AsSpan(Math.Max(0, key.Length - Text36.LengthMax)), out var reason) ? reason : default };
}
