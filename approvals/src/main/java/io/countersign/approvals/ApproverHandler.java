package io.countersign.approvals;

import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.EndDelegation;
import io.countersign.schemas.command.RegisterAuthenticator;
import io.countersign.schemas.command.RemoveApprover;
import io.countersign.schemas.command.RemoveAuthenticator;
import io.countersign.schemas.command.RevokeStandingGrant;
import io.countersign.schemas.command.SetApprover;

/** Keeps who may vote: the roster, delegations, authenticators and votes in advance. */
final class ApproverHandler {

  void create(Moment moment, CreateStandingGrant command, Recorder recorder) {
    ControlHandler.reject(
        moment, command, "APPROVER_UNKNOWN", "Expected an approver, but there is none.", recorder);
  }

  void revoke(Moment moment, RevokeStandingGrant command, Recorder recorder) {
    ControlHandler.reject(
        moment, command, "APPROVER_UNKNOWN", "Expected an approver, but there is none.", recorder);
  }

  void delegate(Moment moment, DelegateVotes command, Recorder recorder) {
    ControlHandler.reject(
        moment, command, "APPROVER_UNKNOWN", "Expected an approver, but there is none.", recorder);
  }

  void end(Moment moment, EndDelegation command, Recorder recorder) {
    ControlHandler.reject(
        moment, command, "APPROVER_UNKNOWN", "Expected an approver, but there is none.", recorder);
  }

  void set(Moment moment, SetApprover command, Recorder recorder) {
    ControlHandler.reject(
        moment, command, "APPROVER_UNKNOWN", "Expected an approver, but there is none.", recorder);
  }

  void remove(Moment moment, RemoveApprover command, Recorder recorder) {
    ControlHandler.reject(
        moment, command, "APPROVER_UNKNOWN", "Expected an approver, but there is none.", recorder);
  }

  void register(Moment moment, RegisterAuthenticator command, Recorder recorder) {
    ControlHandler.reject(
        moment, command, "APPROVER_UNKNOWN", "Expected an approver, but there is none.", recorder);
  }

  void remove(Moment moment, RemoveAuthenticator command, Recorder recorder) {
    ControlHandler.reject(
        moment, command, "APPROVER_UNKNOWN", "Expected an approver, but there is none.", recorder);
  }
}
