namespace Rialto.BackOffice.Compliance.Sanctions;

/// <summary>A sanctions list cannot be used; the message names the file and says why. A list that is read in part is not used at all.</summary>
public sealed class SanctionsListException(string message, Exception? cause = null) : Exception(message, cause);
