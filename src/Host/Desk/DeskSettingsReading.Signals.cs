using System.Collections.Immutable;
using System.Globalization;
using Rialto.Host.Config;
using Rialto.Host.Desk.Models;
using Rialto.Strategies.Signals;

namespace Rialto.Host.Desk;

internal static partial class DeskSettingsReading
{
    private const long DayMs = 86_400_000;

    private enum TargetChoice
    {
        /// <summary>Weighted by what rests on the other side.</summary>
        Wap,

        /// <summary>The middle of the touch.</summary>
        Mid,
    }

    /// <summary>What a strategy foretells, from what, and by which models: <c>Strategies:N:Signals</c>.</summary>
    /// <returns>Null for a strategy that has none, or whose plan is wrong.</returns>
    private static ForecastPlan? Forecast(SettingsReader reader, string strategy, string kind, string folder, ModelShelf shelf)
    {
        var key = $"{strategy}:Signals";
        if (kind != SignalTaker.KindName && !reader.Has(key))
            return null;
        if (kind != SignalTaker.KindName)
            reader.Refuse(key, $"is read by {SignalTaker.KindName} alone, and this is '{kind}'");

        var usual = ForecastPlan.Default;
        var features = reader.Children($"{key}:Features").Select(child => reader.Text($"{key}:Features:{child}", "")).ToImmutableArray();
        var plan = usual with
        {
            Features = features.IsEmpty ? usual.Features : features,
            IsOfMid = reader.Choice($"{key}:Target", TargetChoice.Wap) == TargetChoice.Mid,
            HorizonMs = reader.Number($"{key}:HorizonMs", usual.HorizonMs, 1, DayMs),
            StepMs = reader.Number($"{key}:StepMs", usual.StepMs, 1, DayMs),
            HalfLifeMs = reader.Number($"{key}:HalfLifeMs", usual.HalfLifeMs, 1, DayMs),
            ExpiryMs = reader.Number($"{key}:ExpiryMs", usual.ExpiryMs, 1, DayMs),
            Trial = reader.Number($"{key}:Trial", usual.Trial, 1, 1_000_000),
            Memory = reader.Number($"{key}:Memory", usual.Memory, 2, 10_000_000),
        };
        var wrong = (plan with { Models = [] }).Check();
        if (wrong is not null)
            reader.Refuse(features.IsEmpty ? key : $"{key}:Features", wrong);
        foreach (var list in (string[])["Features", "Models"])
        {
            if (reader.IsEmptyList($"{key}:{list}"))
                reader.Refuse($"{key}:{list}", "has nothing in it: leave it out for the usual ones");
        }

        var places = reader.Children($"{key}:Models");
        var models = places.Select(place => Model(reader, $"{key}:Models:{place}", plan, folder, shelf)).ToArray();
        if (places.Count > 0)
            plan = plan with { Models = [.. models.OfType<ForecastModel>()] };

        // What is wrong with features was said.
        if (wrong is null && plan.Check() is { } fault)
            reader.Refuse($"{key}:Models", fault);
        return kind == SignalTaker.KindName && plan.Check() is null ? plan : null;
    }

    private static ForecastModel? Model(SettingsReader reader, string key, ForecastPlan plan, string folder, ModelShelf shelf)
    {
        var kind = reader.Choice($"{key}:Kind", ForecastKind.Trees);
        var name = reader.Text($"{key}:Name", $"{kind.ToString().ToLowerInvariant()}-{key[(key.LastIndexOf(':') + 1)..]}");
        var weight = Real(reader, $"{key}:Weight", 1, 1e-6, 1e6);
        switch (kind)
        {
            case ForecastKind.Ridge:
                var linear = ForecastModel.Linear(name);
                return linear with
                {
                    Weight = weight,
                    Ridge = Real(reader, $"{key}:Ridge", linear.Ridge, 1e-9, 1e9),
                    Forgetting = Real(reader, $"{key}:Forgetting", linear.Forgetting, 0.9, 1),
                    WarmUp = reader.Number($"{key}:WarmUp", linear.WarmUp, 1, 1_000_000),
                };
            case ForecastKind.Logistic:
                var logistic = ForecastModel.Logistic(name);
                return logistic with
                {
                    Weight = weight,
                    Ridge = Real(reader, $"{key}:Ridge", logistic.Ridge, 0, 1),
                    Forgetting = Real(reader, $"{key}:Forgetting", logistic.Forgetting, 0.9, 1),
                    Rate = Real(reader, $"{key}:Rate", logistic.Rate, 0.001, 1),
                    WarmUp = reader.Number($"{key}:WarmUp", logistic.WarmUp, 1, 1_000_000),
                };
            default:
                return Trees(reader, key, name, weight, plan, folder, shelf);
        }
    }

    private static ForecastModel? Trees(SettingsReader reader, string key, string name, double weight, ForecastPlan plan, string folder, ModelShelf shelf)
    {
        var (path, hash) = (reader.Text($"{key}:File", ""), reader.OptionalText($"{key}:Sha256"));
        var names = reader.Children($"{key}:Names").ToDictionary(column => column, column => reader.Text($"{key}:Names:{column}", ""), StringComparer.OrdinalIgnoreCase);
        if (path.Length == 0)
        {
            reader.Refuse($"{key}:File", "must name a model as LightGBM writes it (model.txt)");
            return null;
        }

        try
        {
            var file = shelf.Load(folder, path, hash);
            reader.Show($"{key}:File", file.Path);
            reader.Show($"{key}:Sha256", file.Hash);
            if (ForecastModel.TryOfTrees(name, weight, file.Trees, plan.Features, names, out var model, out var wrong))
                return model with { Source = file.Hash };
            reader.Refuse($"{key}:File", $"{file.Path}: {wrong}");
        }
        catch (ModelFaultException fault)
        {
            reader.Refuse(fault.IsOther ? $"{key}:Sha256" : $"{key}:File", fault.Message);
        }

        return null;
    }

    private static double Real(SettingsReader reader, string key, double usual, double least, double most)
    {
        var text = reader.Text(key, usual.ToString("R", CultureInfo.InvariantCulture));
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        reader.Refuse(key, string.Create(CultureInfo.InvariantCulture, $"must be a number from {least:R} to {most:R}, not '{text}'"));
        return usual;
    }
}
