namespace Rialto.Host.Tools.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Could not be looked at, or does not apply here.</summary>
    Skipped,

    /// <summary>Works, but not as well or as safely as it could.</summary>
    Warning,

    /// <summary>An exchange will not start here, or not keep its promises.</summary>
    Problem,
}

/// <summary>What one look at something found.</summary>
/// <param name="Check">What was looked at, in a word or two; stable, for scripts.</param>
/// <param name="Verdict">How bad it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Advice">What to do about it; empty where nothing needs to be done.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Text, string Advice = "")
{
    public static Finding Ok(string check, string text) => new(check, Verdict.Ok, text);

    public static Finding Skipped(string check, string text, string advice = "") => new(check, Verdict.Skipped, text, advice);

    public static Finding Warning(string check, string text, string advice) => new(check, Verdict.Warning, text, advice);

    public static Finding Problem(string check, string text, string advice) => new(check, Verdict.Problem, text, advice);
}
