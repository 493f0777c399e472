namespace Rialto.Host.Tools;

/// <summary>How the process ends; stable, for scripts.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Ok = 0;

    /// <summary>It failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Usage = 2;

    /// <summary>What was named does not exist.</summary>
    public const int NotFound = 3;

    /// <summary>The exchange refused.</summary>
    public const int Refused = 4;

    /// <summary>The exchange cannot be reached.</summary>
    public const int Unreachable = 5;
}

/// <summary>Ends a tool with a message for people and a code for scripts.</summary>
internal sealed class ToolException(int exitCode, string message, string? detailJson = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>One of <see cref="Tools.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The problem as JSON where the exchange gave one; printed instead of the message with <c>--json</c>.</summary>
    public string? DetailJson { get; } = detailJson;
}
