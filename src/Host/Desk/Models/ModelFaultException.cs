namespace Rialto.Host.Desk.Models;

/// <summary>A model file that cannot be taken, and why.</summary>
internal sealed class ModelFaultException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It is a file, and not the one that was asked for.</summary>
    public bool IsOther { get; init; }
}
